schema: '1.2'
contents:
  - core.fga
  - more.fga
== core.fga
module core

type user

type document
  relations
    define viewer: [user]
== more.fga
model
  schema 1.1

type folder
