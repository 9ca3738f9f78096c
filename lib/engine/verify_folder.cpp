// verify_folder: every page, then every store, which is done in a child that may come to harm.
#include "pemba/verify.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "engine/child.h"
#include "engine/verifier.h"
#include "pemba/options.h"
#include "storage/changelog_trim.h"
#include "storage/page_walk.h"
#include "storage/stores.h"

namespace pemba {
namespace {

using storage::Table;

// What the child tells, a line each: a letter and a text.
constexpr char kPlace = 'a', kProblem = 'p', kError = 'e', kCounts = 'c', kTrimmed = 't';

class Teller {
public:
    explicit Teller(const engine::Tell& tell) : tell_(tell) {}

    void place(const std::string& what) const { line(kPlace, what); }
    void problem(const std::string& sentence) const { line(kProblem, sentence); }
    void trimmed() const { line(kTrimmed, {}); }
    void counts(const storage::EnvironmentStatistics& statistics) const {
        const auto entries = [&](Table table) {
            return statistics.tables[static_cast<std::size_t>(table)].entries;
        };
        line(kCounts, fmt::format("{} {} {}", entries(Table::Tuples), entries(Table::NamesByNumber),
                                  entries(Table::Changelog)));
    }
    // Damage is what was looked for; anything else keeps from looking.
    void error(const Error& error) const {
        if (error.code != ErrorCode::StoreCorrupt)
            return line(kError, fmt::format("{} {}", static_cast<int>(error.code), error.message));
        bool told = false;
        for (const auto& [key, value] : error.details)
            if (key == storage::kProblemDetail) {
                problem(value);
                told = true;
            }
        if (!told)
            problem(error.message);
    }

private:
    // A name in a damaged store may be anything.
    void line(char letter, std::string text) const {
        for (char& c : text)
            if (static_cast<unsigned char>(c) < ' ')
                c = '?';
        tell_(fmt::format("{}{}\n", letter, text));
    }

    const engine::Tell& tell_;
};

Result<void> verify_store(const storage::Transaction& transaction,
                          const storage::StoreRecord& store, const Teller& teller) {
    const auto name = store.store == StoreId::Default
                          ? std::string()
                          : fmt::format("store {}: ", to_string(store.id));
    teller.place(name.empty() ? "the default store" : "store " + to_string(store.id));
    auto found = engine::Verifier(transaction, store.store).run();
    if (!found && found.error().code != ErrorCode::StoreCorrupt)
        return std::move(found).error();
    if (!found)
        teller.problem(name + found.error().message);
    else
        for (const auto& sentence : *found)
            teller.problem(name + sentence);
    PEMBA_TRY(const auto trimmed, storage::read_trimmed(transaction, store.store));
    if (trimmed.through != Revision::Beginning)
        teller.trimmed();
    return {};
}

Result<void> verify_stores(const storage::Transaction& transaction, const Teller& teller) {
    teller.place("the list of stores");
    PEMBA_TRY(const auto stores, storage::verify_stores(transaction));
    for (const auto& store : stores)
        PEMBA_CHECK_OK(verify_store(transaction, store, teller));
    return {};
}

Result<void> verify_all(const std::filesystem::path& directory, VerifyDepth depth,
                        const Teller& teller) {
    teller.place("the pages");
    PEMBA_TRY(const auto environment,
              storage::Environment::open({.directory = directory,
                                          .create = false,
                                          .map_bytes = Options{}.map_bytes,
                                          .check = depth == VerifyDepth::Doubtful
                                                       ? OpeningCheck::Doubtful
                                                       : OpeningCheck::Contents}));
    PEMBA_TRY(const auto transaction, environment->begin_read());
    if (depth == VerifyDepth::Agreement)
        PEMBA_CHECK_OK(verify_stores(*transaction, teller));
    PEMBA_TRY(const auto statistics, environment->statistics());
    teller.counts(statistics);
    return {};
}

// What the child told.
class Listener {
public:
    Result<void> take(std::string_view output) {
        while (!output.empty()) {
            const auto end = std::min(output.find('\n'), output.size() - 1);
            PEMBA_CHECK_OK(take_line(output[0], std::string(output.substr(1, end - 1))));
            output.remove_prefix(end + 1);
        }
        return {};
    }

    FolderReport report(const std::string& ending) && {
        if (!ending.empty())
            report_.problems.push_back(
                fmt::format("the process that looked at {} {}", place_, ending));
        return std::move(report_);
    }

private:
    Result<void> take_line(char letter, std::string text) {
        if (letter == kPlace)
            place_ = std::move(text);
        else if (letter == kProblem)
            report_.problems.push_back(std::move(text));
        else if (letter == kTrimmed)
            report_.trimmed = true;
        else if (letter == kCounts)
            std::sscanf(text.c_str(), "%" SCNu64 " %" SCNu64 " %" SCNu64, &report_.tuples,
                        &report_.names, &report_.changelog_entries);
        else
            return Error{static_cast<ErrorCode>(std::atoi(text.c_str())),
                         text.substr(text.find(' ') + 1),
                         {}};
        return {};
    }

    std::string place_;
    FolderReport report_;
};

} // namespace

bool holds_database(const std::filesystem::path& directory) {
    std::error_code ignored;
    return std::filesystem::exists(directory / storage::kDataFile, ignored);
}

namespace {

// What is read without LMDB ends no process.
Result<engine::ChildResult> run_here(const std::function<void(const engine::Tell&)>& work) {
    engine::ChildResult result;
    work([&](const std::string& text) { result.output += text; });
    return result;
}

} // namespace

Result<FolderReport> verify_folder(const std::filesystem::path& directory,
                                   const VerifyOptions& options) {
    const auto work = [&](const engine::Tell& tell) {
        const Teller teller(tell);
        if (auto done = verify_all(directory, options.depth, teller); !done)
            teller.error(done.error());
    };
    PEMBA_TRY(const auto done, options.depth == VerifyDepth::Agreement
                                   ? engine::run_in_child(work, options.limit)
                                   : run_here(work));
    if (done.was_killed)
        return Error{
            ErrorCode::StoreFailed,
            "the process that looked at the store was killed: look again, with more memory "
            "if there was too little",
            {}};
    Listener listener;
    PEMBA_CHECK_OK(listener.take(done.output));
    return std::move(listener).report(done.ending);
}

} // namespace pemba
