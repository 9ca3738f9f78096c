#include "engine/bulk_reader.h"

#include <algorithm>
#include <thread>

#include "base/bytes.h"
#include "engine/resolve.h"
#include "storage/tuple_details.h"

namespace pemba::engine {
namespace {

// Sorted and written at once by one thread: 24 MiB.
constexpr std::size_t kTuplesPerRun = std::size_t{1} << 20;

bool has_details(const RelationTuple& tuple) {
    return tuple.condition || tuple.expires_at;
}

Error at_place(Error error, const TupleSource& source, std::size_t piece, std::size_t index) {
    return std::move(error).with_context(source.place_of(piece, index));
}

} // namespace

Result<storage::TupleDetails> BulkTuples::details_of(const storage::RunTuple& tuple) const {
    if (tuple.details == 0)
        return storage::TupleDetails{};
    base::ByteReader reader(details->bytes().substr(tuple.details - 1));
    return storage::decode_details(reader.take(reader.integer(4)));
}

Result<BulkTuples> BulkReader::run() {
    PEMBA_TRY(result_.details, storage::SpillFile::create(directory_));
    const auto cores = std::max(1u, std::thread::hardware_concurrency());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < (request_.threads ? request_.threads : cores); ++i)
            threads.emplace_back([this] { work(); });
    }
    if (!error_ && !run_.empty())
        if (auto written = write_run(std::move(run_)); !written)
            fail(std::move(written).error());
    if (error_)
        return *std::move(error_);
    PEMBA_CHECK_OK(result_.details->finish());
    result_.runs = std::move(runs_);
    return std::move(result_);
}

void BulkReader::work() {
    TupleRules rules(schema_);
    Relations relations;
    for (std::size_t number; (number = next_piece_++) < source_.pieces();) {
        auto piece = read(number, rules, relations);
        if (!wait_for_turn(number))
            return;
        auto full = piece ? take(*std::move(piece)) : std::move(piece).error();
        end_turn(full ? Result<void>{} : full.error());
        if (!full)
            return;
        if (full->empty())
            continue;
        if (auto written = write_run(*std::move(full)); !written)
            return fail(std::move(written).error());
    }
}

Result<BulkReader::Piece> BulkReader::read(std::size_t number, TupleRules& rules,
                                           Relations& relations) {
    Piece piece;
    PEMBA_TRY(piece.tuples, source_.read(number));
    piece.numbered.reserve(piece.tuples.size());
    piece.objects.reserve(2 * piece.tuples.size());
    for (std::size_t i = 0; i < piece.tuples.size(); ++i) {
        const auto& tuple = piece.tuples[i];
        if (auto ok = rules.check(tuple); !ok)
            return at_place(std::move(ok).error(), source_, number, i);
        PEMBA_TRY(auto numbered, this->number(tuple, relations));
        piece.numbered.push_back(numbered);
        piece.objects.push_back(tuple.object.id);
        // A wildcard is no object: any other id does in its place.
        piece.objects.push_back(tuple.subject.is_wildcard() ? tuple.object.id
                                                            : tuple.subject.object.id);
    }
    return piece;
}

Result<storage::RunTuple> BulkReader::number(const RelationTuple& tuple,
                                             Relations& relations) const {
    auto relation = [&](const std::string& namespace_name, const std::string& name) {
        return relations.find(namespace_name, name,
                              [&] { return resolve_subject_type(*schema_, namespace_name, name); });
    };
    PEMBA_TRY(auto left, relation(tuple.object.namespace_name, tuple.relation));
    PEMBA_TRY(auto right, relation(tuple.subject.object.namespace_name, tuple.subject.relation));
    return storage::RunTuple{{{left, ObjectNumber::Wildcard}, {right, ObjectNumber::Wildcard}}, 0};
}

Result<std::vector<storage::RunTuple>> BulkReader::take(Piece piece) {
    std::vector<std::uint32_t> objects(piece.objects.size());
    result_.objects.find_or_add(piece.objects, objects);
    run_.reserve(kTuplesPerRun);
    for (std::size_t i = 0; i < piece.tuples.size(); ++i) {
        const auto& tuple = piece.tuples[i];
        auto numbered = piece.numbered[i];
        numbered.id.userset = {numbered.id.userset.relation(), BulkTuples::object(objects[2 * i])};
        if (!tuple.subject.is_wildcard())
            numbered.id.subject = {numbered.id.subject.relation(),
                                   BulkTuples::object(objects[2 * i + 1])};
        if (has_details(tuple)) {
            PEMBA_TRY(numbered.details, keep_details(tuple));
        }
        run_.push_back(numbered);
    }
    result_.tuples += piece.tuples.size();
    if (request_.progress)
        request_.progress(BulkLoadStage::Reading, result_.tuples);
    return run_.size() < kTuplesPerRun ? std::vector<storage::RunTuple>{} : std::exchange(run_, {});
}

Result<std::uint64_t> BulkReader::keep_details(const RelationTuple& tuple) {
    const auto bytes = storage::encode_details(resolve_details(*schema_, tuple));
    const auto place = result_.details->size();
    std::string size;
    base::append_big_endian(size, bytes.size(), 4);
    PEMBA_CHECK_OK(result_.details->append(size));
    PEMBA_CHECK_OK(result_.details->append(bytes));
    return place + 1;
}

Result<void> BulkReader::write_run(std::vector<storage::RunTuple> tuples) {
    PEMBA_TRY(auto run, storage::TupleRun::write(directory_, tuples));
    std::lock_guard lock(mutex_);
    runs_.push_back(std::move(run));
    return {};
}

bool BulkReader::wait_for_turn(std::size_t piece) {
    std::unique_lock lock(mutex_);
    turn_ended_.wait(lock, [&] { return turn_ == piece || error_; });
    return !error_;
}

void BulkReader::end_turn(Result<void> result) {
    if (!result)
        return fail(std::move(result).error());
    {
        std::lock_guard lock(mutex_);
        ++turn_;
    }
    turn_ended_.notify_all();
}

void BulkReader::fail(Error error) {
    {
        std::lock_guard lock(mutex_);
        if (!error_)
            error_ = std::move(error);
    }
    turn_ended_.notify_all();
}

} // namespace pemba::engine
