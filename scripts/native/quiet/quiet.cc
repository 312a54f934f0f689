// A door in front of tfjs-node's addon: sets TensorFlow's log level from TF_CPP_MIN_LOG_LEVEL before libtensorflow is
// loaded. TensorFlow 2.21 reads that variable only in Python; its C library logs two lines while it loads.
#include <dlfcn.h>
#include <node_api.h>

#include <cstdlib>
#include <string>

#include "absl/base/log_severity.h"
#include "absl/log/globals.h"

NAPI_MODULE_INIT() {
  if (const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL")) {
    absl::SetMinLogLevel(static_cast<absl::LogSeverityAtLeast>(std::atoi(level)));
  }
  Dl_info here;
  dladdr(reinterpret_cast<void*>(&napi_register_module_v1), &here);
  const std::string file = here.dli_fname;
  const std::string addon = file.substr(0, file.rfind('/') + 1) + "tfjs_binding_tensorflow.node";
  void* library = dlopen(addon.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    napi_throw_error(env, nullptr, dlerror());
    return exports;
  }
  const auto init = reinterpret_cast<napi_addon_register_func>(dlsym(library, "napi_register_module_v1"));
  return init(env, exports);
}
