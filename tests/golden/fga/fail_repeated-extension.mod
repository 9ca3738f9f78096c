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
module more

extend type document
  relations
    define editor: [user]

extend type document
  relations
    define owner: [user]
