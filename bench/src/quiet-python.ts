/** Keeps libraries in Python from choosing another backend, from chatting, and from asking the network for newer versions. */
export const quietPython = {
  KERAS_BACKEND: 'tensorflow',
  TF_CPP_MIN_LOG_LEVEL: '2',
  NO_ALBUMENTATIONS_UPDATE: '1',
} as const
