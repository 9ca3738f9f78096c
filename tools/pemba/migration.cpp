// Migration: the schema, then the tuples, then the count.
#include "migration.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "allowed_tuples.h"
#include "console/counted.h"
#include "console/progress.h"
#include "console/style.h"
#include "importer.h"
#include "migration_target.h"
#include "openfga/tuple_key.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

constexpr std::size_t kShownLeftOut = 10;

// Sorts tuples by the newest version of the schema that allows them, where stale ones may be among
// them: OpenFGA keeps tuples that no longer fit its newest model. What another source has is taken
// as it is, and refused by the server if it is wrong.
class Sorter {
public:
    Sorter(const std::vector<SourceSchema>& schemas, bool stale_ones) {
        if (stale_ones)
            for (const SourceSchema& each : schemas)
                allowed_.emplace_back(each.schema);
    }

    void add(RelationTuple tuple) {
        if (allowed_.empty() || allowed_.back().allow(tuple)) {
            newest_.push_back(std::move(tuple));
            return;
        }
        for (std::size_t i = allowed_.size() - 1; i-- > 0;)
            if (allowed_[i].allow(tuple)) {
                older_[i].push_back(std::move(tuple));
                return;
            }
        left_out_.push_back(std::move(tuple));
    }

    /// Those of the newest version since the last call.
    [[nodiscard]] TupleBatch take_newest() { return std::exchange(newest_, {}); }
    [[nodiscard]] std::size_t newest_count() const { return newest_.size(); }
    /// Those of older versions, by their place.
    [[nodiscard]] const std::map<std::size_t, TupleBatch>& older() const { return older_; }
    [[nodiscard]] const TupleBatch& left_out() const { return left_out_; }

private:
    std::vector<AllowedTuples> allowed_;
    TupleBatch newest_, left_out_;
    std::map<std::size_t, TupleBatch> older_;
};

// What a call to the source says to do is about the server that all other commands talk to.
Error of_source(Error error) {
    std::erase_if(error.details, [](const auto& detail) { return detail.first == "hint"; });
    if (error.code != ErrorCode::InvalidSchema && error.code != ErrorCode::NoSchema)
        error.details.emplace_back("hint", "this is about the source: look at its URL, --from-key "
                                           "and --from-store");
    return std::move(error).with_context("source");
}

struct Counts {
    std::uint64_t read = 0;     ///< from the source
    std::uint64_t expiring = 0; ///< of those; they may be gone by the time that all are counted
    std::uint64_t written = 0;
    std::uint64_t held = 0; ///< by the target in the end
};

class Migration {
public:
    Migration(Session& session, MigrationSource& source)
        : session_(session), source_(source), target_(session) {}

    Result<ExitStatus> run(const TargetArguments& arguments) {
        auto schemas = source_.schemas();
        if (!schemas)
            return of_source(std::move(schemas).error());
        schemas_ = *std::move(schemas);
        PEMBA_CHECK_OK(choose_store(arguments));
        auto written = target_.write_schemas(schemas_);
        if (!written)
            return name_.empty() ? written.error() : interrupted(std::move(written).error());
        written_ = *std::move(written);
        console::Progress progress(stderr, "importing", source_.expected());
        Sorter sorter(schemas_, source_.keeps_stale_tuples());
        if (auto moved = move_tuples(sorter, progress); !moved)
            return interrupted(std::move(moved).error());
        progress.finish();
        PEMBA_CHECK_OK(compare_counts());
        report(sorter.left_out(), progress);
        return ExitStatus::Ok;
    }

private:
    Result<void> choose_store(const TargetArguments& arguments) {
        if (!arguments.name.empty() && !session_.connection().store.empty())
            return Error{ErrorCode::InvalidArgument,
                         "--name makes a store and --store names one: give one of them",
                         {}};
        PEMBA_TRY(store_, target_.store());
        const bool needs_one = schemas_.back().schema.dialect() == Dialect::Fga && store_.empty();
        if (arguments.name.empty() && !needs_one)
            return {};
        name_ = arguments.name.empty() ? source_.store_name() : arguments.name;
        PEMBA_CHECK_OK(target_.make_store(name_));
        PEMBA_TRY(store_, target_.store());
        return {};
    }

    Result<void> move_tuples(Sorter& sorter, console::Progress& progress) {
        const ImportOptions options{.touch = !written_.fresh};
        Importer importer(session_, options, progress);
        PEMBA_CHECK_OK(source_.read([&](TupleBatch batch) -> Result<void> {
            for (RelationTuple& tuple : batch) {
                ++counts_.read;
                counts_.expiring += tuple.expires_at.has_value();
                sorter.add(std::move(tuple));
            }
            return sorter.newest_count() < kTuplesPerImport
                       ? Result<void>()
                       : importer.add_all(sorter.take_newest());
        }));
        PEMBA_CHECK_OK(importer.add_all(sorter.take_newest()));
        for (const auto& [place, tuples] : sorter.older()) {
            PEMBA_CHECK_OK(target_.write_under(written_.ids[place], tuples));
            progress.advance(tuples.size());
        }
        counts_.written = progress.done();
        return {};
    }

    [[nodiscard]] Error interrupted(Error error) const {
        const std::string where = store_.empty() ? "" : " with --store " + store_;
        error.details.emplace_back("hint", "the import is not complete; run it again" + where +
                                               ", without --name: what is there already is fine");
        return error;
    }

    Result<void> compare_counts() {
        PEMBA_TRY(const std::uint64_t source, source_.count_after(counts_.read));
        PEMBA_TRY(counts_.held, target_.count());
        if (source != counts_.read)
            return interrupted(
                {ErrorCode::Internal,
                 fmt::format("the source has {} now where {} were read: somebody writes to it",
                             console::counted(source, "tuple"), console::grouped(counts_.read)),
                 {}});
        const bool too_few = counts_.held + counts_.expiring < counts_.written;
        const bool too_many = written_.fresh && counts_.held > counts_.written;
        if (!too_few && !too_many)
            return {};
        return Error{
            ErrorCode::Internal,
            fmt::format("the store holds {}, and {} were written",
                        console::counted(counts_.held, "relationship"),
                        console::grouped(counts_.written)),
            {{"hint", "did somebody else write to it, or does the source name one twice?"}}};
    }

    void report(const TupleBatch& left_out, const console::Progress& progress) const {
        if (session_.json())
            report_json(left_out, progress);
        else
            report_text(left_out, progress);
    }

    void report_json(const TupleBatch& left_out, const console::Progress& progress) const {
        json::array schemas, tuples;
        for (std::size_t i = 0; i < schemas_.size(); ++i)
            schemas.push_back({{"from", schemas_[i].id},
                               {"to", written_.ids[i]},
                               {"written", i >= written_.found}});
        for (const RelationTuple& tuple : left_out)
            tuples.push_back(openfga::tuple_key(tuple));
        session_.print_json({{"store", store_},
                             {"schemas", std::move(schemas)},
                             {"read", std::to_string(counts_.read)},
                             {"imported", std::to_string(counts_.written)},
                             {"held", std::to_string(counts_.held)},
                             {"leftOut", std::move(tuples)},
                             {"seconds", progress.seconds()}});
    }

    void report_text(const TupleBatch& left_out, const console::Progress& progress) const {
        if (!name_.empty())
            fmt::print("made store {} `{}`\n", store_, name_);
        else
            fmt::print("store {}\n", store_.empty() ? "default" : store_);
        for (std::size_t i = 0; i < schemas_.size(); ++i)
            fmt::print("{}\n", words_of_schema(i));
        fmt::print("imported {} in {:.2f} s ({}/s)\n",
                   console::counted(counts_.written, "relationship"), progress.seconds(),
                   console::grouped(progress.rate()));
        if (!left_out.empty())
            fmt::print("left out {} that no imported model allows, such as\n",
                       console::grouped(left_out.size()));
        for (std::size_t i = 0; i < std::min(left_out.size(), kShownLeftOut); ++i)
            fmt::print("  {}\n", to_string(left_out[i]));
        fmt::print("counted: {} read, the store holds {}\n", console::grouped(counts_.read),
                   console::grouped(counts_.held));
        if (counts_.held > counts_.written)
            fmt::print("{} of them were there before and are not the source's\n",
                       console::grouped(counts_.held - counts_.written));
    }

    [[nodiscard]] std::string words_of_schema(std::size_t i) const {
        const char* what = i < written_.found ? "was there already" : "written";
        const std::string& from = schemas_[i].id;
        const std::string& to = written_.ids[i];
        if (to.empty())
            return fmt::format("schema {}", what);
        return fmt::format("model {} {}{}", to, what, from.empty() ? "" : ", from " + from);
    }

    Session& session_;
    MigrationSource& source_;
    MigrationTarget target_;
    std::string store_, name_; ///< the name of a store that was made
    std::vector<SourceSchema> schemas_;
    WrittenSchemas written_;
    Counts counts_;
};

} // namespace

Result<ExitStatus> migrate(Session& session, MigrationSource& source,
                           const TargetArguments& target) {
    return Migration(session, source).run(target);
}

} // namespace pemba::client
