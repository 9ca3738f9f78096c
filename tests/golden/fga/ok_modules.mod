schema: '1.2'
contents:
  - core.fga
  - wiki/pages.fga
== core.fga
module core

type user

type space
  relations
    define admin: [user]
== wiki/pages.fga
module wiki

extend type space
  relations
    define can_write: admin

type page
  relations
    define space: [space]
    define writer: [user with recent] or can_write from space

condition recent(at: timestamp, now: timestamp) {
  now - at < duration("1h")
}
