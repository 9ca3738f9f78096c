// The text form of relation tuples and the rules of names.
#include "support/must.h"
#include "support/printing.h"

using namespace pemba;
using namespace pemba::testing;

TEST_SUITE("tuple/relation_tuple") {
    TEST_CASE("parse: what parses prints back as itself") {
        for (std::string text :
             {"repository:pemba#writer@team:core#member", "doc:1#viewer@user:ann",
              "doc:1#viewer@user:*", "a_b/c_d/eee:x|y-z=+/_#rel0@usr:ID"})
            CHECK(to_string(tuple_of(text)) == text);
    }

    TEST_CASE("parse: an ellipsis means no relation") {
        CHECK(tuple_of("doc:1#viewer@user:ann#...") == tuple_of("doc:1#viewer@user:ann"));
    }

    TEST_CASE("parse: what is wrong is named") {
        auto message = [](std::string_view text) {
            return parse_relation_tuple(text).error().message;
        };
        CHECK(message("doc:1#viewer") == "`doc:1#viewer` has no `@` before the subject");
        CHECK(message("doc:1@user:ann") == "`doc:1` has no `#` before the relation");
        CHECK(message("doc#viewer@user:ann") == "`doc` has no `:` between namespace and id");
        CHECK(message("doc:1#viewer@user:ann#") == "`user:ann#` ends with `#`");
        CHECK(message("doc:*#viewer@user:ann").starts_with("`*` is not an object's id"));
        CHECK(message("doc:1#viewer@user:*#member") ==
              "wildcard `user:*` has a relation; a wildcard stands for objects only");
        CHECK(message("Doc:1#viewer@user:ann").starts_with("`Doc` is not a namespace's name"));
        CHECK(message("doc:1#Viewer@user:ann").starts_with("`Viewer` is not a relation's name"));
        CHECK(message("doc:a.b#viewer@user:ann").starts_with("`a.b` is not an object's id"));
        CHECK(message("doc:1#viewer@user:a@b").starts_with("`a@b` is not an object's id"));
    }

    TEST_CASE("parse: conditions and expiries, and back") {
        for (const char* text :
             {"doc:1#viewer@user:ann[on_day]",
              "doc:1#viewer@team:t#member[on_day:{\"day\":\"[x]\"}]",
              "doc:1#viewer@user:ann[expiration:2030-01-01T00:00:00Z]",
              "doc:1#viewer@user:*[on_day:{\"a\":{}}][expiration:1969-12-31T23:59:59.5Z]",
              "doc:1#viewer@user:ann[c:{\"a\":\"][expiration:x]\"}]"}) {
            INFO(text);
            CHECK(to_string(must(parse_relation_tuple(text))) == text);
        }
        auto tuple = must(parse_relation_tuple(
            "doc:1#viewer@user:ann[expiration:2030-01-01T02:30:00.1234567+02:30]"));
        CHECK(to_string(*tuple.expires_at) == "2030-01-01T00:00:00.123456Z");
        CHECK(to_string(must(parse_timestamp("0001-01-01t00:00:00z"))) == "0001-01-01T00:00:00Z");
        CHECK(to_string(must(parse_timestamp("9999-12-31T23:59:59Z"))) == "9999-12-31T23:59:59Z");
        for (const char* text :
             {"doc:1#viewer@user:ann[", "doc:1#viewer@user:ann[]", "doc:1#viewer@user:ann[c:1]",
              "doc:1#viewer@user:ann[expiration:2030-13-01T00:00:00Z]",
              "doc:1#viewer@user:ann[expiration:2030-02-29T00:00:00Z]",
              "doc:1#viewer@user:ann[expiration:2030-01-01]",
              "doc:1#viewer@user:ann[expiration:2030-01-01T00:00:00]"}) {
            INFO(text);
            CHECK_FALSE(parse_relation_tuple(text));
        }
    }

    TEST_CASE("parse: a long text is not repeated in full") {
        CHECK(parse_relation_tuple(std::string(5000, 'x')).error().message.size() < 200);
    }

    TEST_CASE("names: the bounds of their lengths") {
        CHECK_FALSE(is_relation_name("ab"));
        CHECK(is_relation_name("abc"));
        CHECK(is_relation_name(std::string(64, 'a')));
        CHECK_FALSE(is_relation_name(std::string(65, 'a')));
        CHECK_FALSE(is_relation_name("abc_"));
        CHECK_FALSE(is_relation_name("_abc"));
        CHECK(is_relation_name("a__b"));
        CHECK(is_namespace_name("abc/def/ghi"));
        CHECK_FALSE(is_namespace_name("ab/def"));
        CHECK_FALSE(is_namespace_name("/abc"));
        CHECK_FALSE(is_namespace_name("abc/"));
        CHECK(is_object_id(std::string(1024, 'x')));
        CHECK_FALSE(is_object_id(std::string(1025, 'x')));
        CHECK_FALSE(is_object_id(""));
    }

    TEST_CASE("dialects: the others take more names than `.zed`, and their texts read back") {
        for (const char* text :
             {"doc:a.b@c#can view@user:x", "doc:a.b@c#can-view@user:anne@example.com",
              "Doc.x:1#V@user:*", R"(doc:1#viewer@user:a\[b]\\c)",
              R"(doc:1#viewer@user:a\[b][c:{"a":"["}])"}) {
            INFO(text);
            CHECK_FALSE(parse_relation_tuple(text));
            auto tuple = parse_relation_tuple(text, Dialect::Fga);
            CHECK(tuple.has_value() == (std::string_view(text).find(' ') == std::string::npos));
            if (tuple)
                CHECK(to_string(*tuple) == text);
        }
        CHECK(must(parse_relation_tuple(R"(doc:1#viewer@user:a\[b]\\c)", Dialect::Fga))
                  .subject.object.id == R"(a[b]\c)");
        CHECK_FALSE(is_object_id("*", Dialect::Fga));
        CHECK_FALSE(is_object_id("a:b", Dialect::Fga));
        CHECK_FALSE(is_object_id("a\x01", Dialect::Fga));
        CHECK_FALSE(is_relation_name("a@b", Dialect::Fga));
        CHECK(validate(tuple_of("doc:1#viewer@user:ann"), Dialect::Fga));
    }
}
