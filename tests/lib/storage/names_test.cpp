// Names get numbers once and for ever.
#include "storage/names.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace pemba::storage;

TEST_SUITE("storage/names") {
    TEST_CASE("names: short and long ones come back, and keep their numbers") {
        TempStore folder;
        auto environment =
            must(Environment::open({folder.path(), true, std::uint64_t{1} << 28, false}));
        std::vector<std::string> ids{"a",
                                     "*",
                                     std::string(480, 'b'),
                                     std::string(481, 'b'),
                                     std::string(1024, 'c'),
                                     std::string(1023, 'c') + "d"};
        auto transaction = must(environment->begin_write());
        Head head;
        NameWriter writer(*transaction, StoreId::Default, head);
        std::vector<ObjectNumber> numbers;
        for (const auto& id : ids)
            numbers.push_back(must(writer.intern_object(id)));
        CHECK(numbers[1] == ObjectNumber::Wildcard);
        CHECK(head.last_object == 5);
        Names names(*transaction, StoreId::Default);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            CHECK(must(writer.intern_object(ids[i])) == numbers[i]);
            CHECK(must(names.find_object(ids[i])) == numbers[i]);
            CHECK(must(names.object_of(numbers[i])) == ids[i]);
        }
        CHECK_FALSE(must(names.find_object("never")));
        CHECK(names.object_of(ObjectNumber{99}).error().code == ErrorCode::StoreCorrupt);
    }

    TEST_CASE("names: a namespace, a relation and an id of one text are three names") {
        TempStore folder;
        auto environment =
            must(Environment::open({folder.path(), true, std::uint64_t{1} << 28, false}));
        auto transaction = must(environment->begin_write());
        Head head;
        NameWriter writer(*transaction, StoreId::Default, head);
        auto tuple = tuple_of("doc:doc#doc@doc:doc#doc");
        NodeId node(must(writer.intern_subject_relation("doc", "doc")),
                    must(writer.intern_object("doc")));
        TupleId id{node, node};
        CHECK(must(Names(*transaction, StoreId::Default).tuple_of(id)) == tuple);
        CHECK(head.last_object == 1);
        CHECK(head.last_relation == 1);
        CHECK(head.last_namespace == 0);
    }
}
