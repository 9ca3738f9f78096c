schema: '1.2'
contents: [core.fga
== core.fga
module core
