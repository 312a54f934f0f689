// A door in front of tfjs-node's addon. TensorFlow 2.21 honours TF_CPP_MIN_LOG_LEVEL everywhere but in the static
// initialisers of libtensorflow, which log two lines to standard error while it loads; where that variable asks for
// silence, standard error is turned aside for that moment.
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

void* load_quietly(const char* file) {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (level == nullptr || std::atoi(level) < 1) return dlopen(file, RTLD_NOW | RTLD_LOCAL);
  std::fflush(stderr);
  const int standard_error = dup(STDERR_FILENO);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDERR_FILENO);
  void* library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  std::fflush(stderr);
  dup2(standard_error, STDERR_FILENO);
  close(standard_error);
  close(nowhere);
  return library;
}

}  // namespace

NAPI_MODULE_INIT() {
  Dl_info here;
  dladdr(reinterpret_cast<void*>(&napi_register_module_v1), &here);
  const std::string file = here.dli_fname;
  const std::string addon = file.substr(0, file.rfind('/') + 1) + "tfjs_binding_tensorflow.node";
  void* library = load_quietly(addon.c_str());
  if (library == nullptr) {
    napi_throw_error(env, nullptr, dlerror());
    return exports;
  }
  const auto init = reinterpret_cast<napi_addon_register_func>(dlsym(library, "napi_register_module_v1"));
  return init(env, exports);
}
