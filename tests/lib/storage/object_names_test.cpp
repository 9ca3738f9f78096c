// The names of many objects, found and written with cursors.
#include "storage/object_names.h"

#include "storage/names.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::testing;
using namespace pemba::storage;

TEST_SUITE("storage/object_names") {
    TEST_CASE("what is written in any order, short or long, is found in any order and both ways") {
        TempStore folder;
        auto environment =
            must(Environment::open({folder.path(), true, std::uint64_t{1} << 28, false}));
        const std::vector<std::string> ids{"b", std::string(480, 'b'),  std::string(481, 'b'),
                                           "a", std::string(1024, 'c'), "z/1"};
        auto transaction = must(environment->begin_write());
        {
            ObjectNameWriter writer(*transaction, StoreId::Default);
            for (std::size_t i = 0; i < ids.size(); ++i)
                must(writer.write(ids[i], ObjectNumber{i + 1}));
            // Appending is right also where it is not at the end.
            must(writer.append_text("appended", ObjectNumber{100}));
            must(writer.append_number("appended", ObjectNumber{100}));
        }
        ObjectFinder finder(*transaction, StoreId::Default);
        Names names(*transaction, StoreId::Default);
        for (std::size_t i = ids.size(); i-- > 0;) {
            CHECK(must(finder.find(ids[i])) == ObjectNumber{i + 1});
            CHECK(must(names.find_object(ids[i])) == ObjectNumber{i + 1});
            CHECK(must(names.object_of(ObjectNumber{i + 1})) == ids[i]);
        }
        CHECK(must(finder.find("appended")) == ObjectNumber{100});
        CHECK(must(names.object_of(ObjectNumber{100})) == "appended");
        CHECK(must(finder.find("*")) == ObjectNumber::Wildcard);
        CHECK_FALSE(must(finder.find("never")));
        CHECK_FALSE(must(ObjectFinder(*transaction, StoreId{2}).find("a")));
    }
}
