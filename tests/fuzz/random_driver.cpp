// A main() for fuzz programs where there is no libFuzzer: changes the seeds at random, without
// looking at what that reaches.
//
//   PROGRAM --seconds N [--seed N] FILE_OR_FOLDER…
//
// An input on which the program ends is written to `fuzz-crash` in the current folder.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;
using Dice = std::mt19937_64;

constexpr std::size_t kMaxBytes = 8192;
std::string input;

std::size_t throw_dice(Dice& dice, std::size_t sides) {
    return sides == 0 ? 0 : static_cast<std::size_t>(dice() % sides);
}

void keep_input(int signal) {
    const int file = ::open("fuzz-crash", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    [[maybe_unused]] const auto written = ::write(file, input.data(), input.size());
    ::signal(signal, SIG_DFL);
    ::raise(signal);
}

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> read_seeds(const std::vector<std::string>& places) {
    std::vector<std::string> seeds;
    for (const auto& place : places) {
        if (!fs::is_directory(place)) {
            seeds.push_back(read(place));
            continue;
        }
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(place))
            if (entry.is_regular_file())
                files.push_back(entry.path());
        std::ranges::sort(files);
        std::ranges::transform(files, std::back_inserter(seeds), read);
    }
    if (seeds.empty())
        seeds.emplace_back();
    return seeds;
}

// One small change.
void change(std::string& text, const std::vector<std::string>& seeds, Dice& dice) {
    const auto at = throw_dice(dice, text.size() + 1);
    const auto length = throw_dice(dice, std::min<std::size_t>(text.size() - at, 40) + 1);
    switch (throw_dice(dice, 6)) {
    case 0: // a bit
        if (at < text.size())
            text[at] = static_cast<char>(text[at] ^ 1 << throw_dice(dice, 8));
        return;
    case 1: text.insert(at, 1, static_cast<char>(dice())); return;
    case 2: text.erase(at, length); return;
    case 3: text.insert(throw_dice(dice, text.size() + 1), text.substr(at, length)); return;
    case 4: { // something of another seed
        const auto& other = seeds[throw_dice(dice, seeds.size())];
        text.insert(at, other.substr(throw_dice(dice, other.size() + 1), 40));
        return;
    }
    default: // the end of another seed
        const auto& other = seeds[throw_dice(dice, seeds.size())];
        text = text.substr(0, at) + other.substr(throw_dice(dice, other.size() + 1));
    }
}

void run() {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

} // namespace

int main(int argument_count, char** arguments) {
    std::vector<std::string> places(arguments + 1, arguments + argument_count);
    std::uint64_t seconds = 10;
    std::uint64_t seed = std::random_device{}();
    while (places.size() >= 2 && places[0].starts_with("--")) {
        (places[0] == "--seconds" ? seconds : seed) = std::stoull(places[1]);
        places.erase(places.begin(), places.begin() + 2);
    }
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
        std::signal(signal, keep_input);
    const auto seeds = read_seeds(places);
    for (const auto& each : seeds) {
        input = each;
        run();
    }
    Dice dice(seed);
    std::uint64_t runs = 0;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    for (; std::chrono::steady_clock::now() < until; ++runs) {
        input = seeds[throw_dice(dice, seeds.size())];
        for (auto changes = 1 + throw_dice(dice, 8); changes > 0; --changes)
            change(input, seeds, dice);
        input.resize(std::min(input.size(), kMaxBytes));
        run();
    }
    std::printf("%llu inputs, seed %llu\n1 passed, 0 failed\n",
                static_cast<unsigned long long>(runs), static_cast<unsigned long long>(seed));
}
