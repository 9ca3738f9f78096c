// Tests of nearby_files.h: a file does not lead out of its folder unless it may.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "openfga/nearby_files.h"
#include "support/temp_store.h"

using namespace pemba;
using namespace pemba::openfga;
using pemba::testing::must;

TEST_SUITE("tools/openfga/nearby_files") {
    TEST_CASE("nearby files: beside and below is read, everything else only where it may be") {
        testing::TempStore outer;
        const auto folder = outer.path() / "inner";
        std::filesystem::create_directories(folder / "below");
        std::ofstream(outer.path() / "secret") << "secret";
        std::ofstream(folder / "below" / "a") << "a";
        std::filesystem::create_symlink(outer.path() / "secret", folder / "link");
        const NearbyFiles careful(folder / "x.fga.yaml", ExternalFiles::Refused);
        CHECK(must(careful.read("./below/a")).text == "a");
        CHECK(must(careful.read("below/a")).name == (folder / "below" / "a").string());
        const std::string absolute = (outer.path() / "secret").string();
        const NearbyFiles trusting(folder / "x.fga.yaml", ExternalFiles::Allowed);
        for (const std::string& path : {std::string("../secret"), std::string("link"), absolute}) {
            const auto refused = careful.read(path);
            REQUIRE_MESSAGE(!refused, path);
            CHECK(refused.error().message.find("is not read") != std::string::npos);
            CHECK(must(trusting.read(path)).text == "secret");
        }
        CHECK(careful.read("absent").error().message.starts_with("cannot read `absent`"));
        CHECK(careful.read("below").error().message.find("no regular file") != std::string::npos);
    }
}
