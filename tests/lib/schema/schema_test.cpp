// Compiled schemas: whatever bytes come, only what makes sense is taken.
#include "lib/schema_builder.h"
#include "support/must.h"
#include "support/printing.h"

using namespace pemba;
using namespace pemba::testing;

namespace {

std::string refusal(const SchemaBuilder& builder) {
    auto schema = Schema::from_bytes(builder.bytes());
    return schema ? "" : schema.error().message;
}

} // namespace

TEST_SUITE("schema/schema") {
    TEST_CASE("from_bytes: a schema comes back as it was built") {
        auto schema = small_schema();
        auto outline = schema.outline();
        REQUIRE(outline.size() == 4);
        CHECK(outline[0].name == "doc");
        REQUIRE(outline[0].relations.size() == 6);
        CHECK(outline[0].relations[2].subject_types ==
              std::vector<SubjectType>{
                  {"user", "", false}, {"user", "", true}, {"team", "member", false}});
        CHECK_FALSE(outline[0].relations[4].stored);
        auto again = must(Schema::from_bytes(schema.bytes()));
        CHECK(again.text() == schema.text());
    }

    TEST_CASE("from_bytes: bytes that are cut short or changed are refused or make sense") {
        auto bytes =
            SchemaBuilder().define("user").define("doc").relation("viewer", {"user"}).bytes();
        constexpr std::size_t kPadding = 3; // what may be missing at the end without being missed
        for (std::size_t size = 0; size + kPadding < bytes.size(); ++size)
            CHECK_FALSE(Schema::from_bytes(std::span(bytes).first(size)));
        for (std::size_t i = 0; i < bytes.size(); ++i)
            for (int bit = 0; bit < 8; ++bit) {
                auto changed = bytes;
                changed[i] ^= static_cast<std::uint8_t>(1 << bit);
                auto schema = Schema::from_bytes(changed); // must not crash
                if (schema)
                    CHECK(schema->outline().size() <= 2);
            }
    }

    TEST_CASE("verify: what a compiler would not produce is refused") {
        CHECK(refusal(SchemaBuilder().define("user").define("user")) ==
              "namespace `user` stands twice");
        CHECK(refusal(SchemaBuilder().define("No")) == "`No` is not a namespace's name");
        CHECK(refusal(SchemaBuilder().define("doc").relation("viewer", {"user"})) ==
              "`doc#viewer`: subject type `user` is unknown");
        CHECK(refusal(SchemaBuilder().define("doc").relation("viewer", {"doc#boss"})) ==
              "`doc#viewer`: subject type `doc#boss` is unknown");
        CHECK(refusal(SchemaBuilder().define("doc").permission("view", rel("nope"))) ==
              "`doc#view`: `nope` is not a relation of it");
        CHECK(refusal(SchemaBuilder().define("doc").permission("view", arrow("nope", "view"))) ==
              "`doc#view`: tupleset `nope` is not a stored relation of it");
        CHECK(refusal(SchemaBuilder().define("doc").permission("view", this_tuples())) ==
              "`doc#view`: a relation that is not stored has `This` in its rewrite");
        CHECK(refusal(SchemaBuilder().define("doc").permission("view", any_of({}))) ==
              "`doc#view`: a rewrite operator has the wrong number of operands");
    }

    TEST_CASE("empty: it has no namespace, and its bytes are a schema") {
        CHECK(Schema::empty().is_empty());
        CHECK(must(Schema::from_bytes(Schema::empty().bytes())).is_empty());
    }
}
