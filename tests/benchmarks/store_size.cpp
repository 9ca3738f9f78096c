// store_size: tuples of a store, bytes of its tables beside the changelog, bytes of the changelog.
#include <cstdio>

#include "pemba/engine.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: store_size FOLDER\n");
        return 2;
    }
    pemba::Options options;
    options.directory = argv[1];
    options.create = false;
    auto engine = pemba::Engine::open(options);
    auto statistics = engine ? (*engine)->statistics() : engine.error();
    if (!statistics) {
        std::fprintf(stderr, "error: %s\n", statistics.error().message.c_str());
        return 1;
    }
    std::uint64_t beside = 0;
    std::uint64_t changelog = 0;
    for (const auto& table : statistics->tables)
        (table.name == "changelog" ? changelog : beside) += table.bytes;
    std::printf("%llu %llu %llu\n", static_cast<unsigned long long>(statistics->tuples),
                static_cast<unsigned long long>(beside),
                static_cast<unsigned long long>(changelog));
}
