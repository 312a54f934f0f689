{
  'targets': [{
    'target_name': 'quiet',
    'sources': ['quiet.cc'],
    'libraries': ['-ldl'],
  }]
}
