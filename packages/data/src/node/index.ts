/** Node side: datasets from folders and manifests on disk. */
