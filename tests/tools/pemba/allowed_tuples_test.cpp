// Tests of allowed_tuples.h: what a schema lets be written.
#include <doctest/doctest.h>

#include "allowed_tuples.h"
#include "support/must.h"
#include "zed_schema.h"

using namespace pemba;
using namespace pemba::client;
using namespace pemba::testing;

TEST_SUITE("tools/pemba/allowed_tuples") {
    TEST_CASE("allowed tuples: relation, subject, condition and expiry must all fit") {
        const AllowedTuples allowed(must(compile_zed(R"(use expiration
caveat c(n int) { n > 0 }
definition user {}
definition team { relation member: user }
definition doc {
  relation viewer: user | team#member | user with c
  relation public: user:*
  relation guest: user with expiration
  permission view = viewer
})",
                                                     "s.zed")));
        for (const char* text :
             {"doc:1#viewer@user:a", "doc:1#viewer@team:x#member", "doc:1#viewer@user:a[c]",
              "doc:1#public@user:*", "doc:1#guest@user:a[expiration:2030-01-01T00:00:00Z]"})
            CHECK_MESSAGE(allowed.allow(tuple_of(text)), text);
        for (const char* text : {"doc:1#view@user:a", "doc:1#viewer@team:x", "doc:1#viewer@user:*",
                                 "doc:1#guest@user:a", "doc:1#viewer@team:x#member[c]",
                                 "doc:1#public@user:a", "paper:1#viewer@user:a"})
            CHECK_MESSAGE(!allowed.allow(tuple_of(text)), text);
    }
}
