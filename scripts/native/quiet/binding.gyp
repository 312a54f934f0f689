# Built by wheel-install.ts, which passes tfjs_node (the folder of tfjs-node) and puts the result beside its addon.
{
  'targets': [{
    'target_name': 'quiet',
    'sources': ['quiet.cc'],
    'include_dirs': ['<(tfjs_node)/deps/include'],
    'library_dirs': ['<(tfjs_node)/deps/lib'],
    'libraries': ['-Wl,-rpath,\$$ORIGIN/../../deps/lib', '-ltensorflow_framework', '-ldl'],
    'cflags_cc': ['-std=c++17'],
    'cflags_cc!': ['-fno-rtti'],
  }]
}
