schema: 1.2
contents:
  - ../core.fga
  - core.zed
  - 5
