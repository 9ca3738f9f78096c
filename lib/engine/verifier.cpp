#include "engine/verifier.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/schema_cache.h"
#include "leopard/index.h"
#include "storage/changelog_trim.h"
#include "storage/counters.h"
#include "storage/schema_table.h"
#include "storage/seal.h"
#include "storage/tuple_hash.h"
#include "storage/tuple_table.h"

namespace pemba::engine {

using storage::Table;
using storage::TableCursor;
using storage::View;

namespace {

constexpr std::size_t kMaxComplaints = 100;
constexpr std::size_t kMaxShownBytes = 100;

// The beginning of a text that may be damaged.
std::string printable(View text) {
    std::string shown(text.substr(0, kMaxShownBytes));
    std::ranges::replace_if(
        shown, [](char c) { return c < ' ' || c > '~'; }, '?');
    return shown;
}

} // namespace

void Verifier::complain(std::string sentence) {
    if (complaints_.size() < kMaxComplaints)
        complaints_.push_back(std::move(sentence));
    else if (complaints_.size() == kMaxComplaints)
        complaints_.push_back("and more");
}

Result<std::vector<std::string>> Verifier::run() {
    PEMBA_TRY(auto head, storage::read_head(transaction_, store_));
    if (!head)
        return Error{ErrorCode::StoreCorrupt, "the store has no head record", {}};
    head_ = *head;
    PEMBA_CHECK_OK(verify_names());
    PEMBA_CHECK_OK(verify_tables());
    PEMBA_CHECK_OK(verify_counts());
    PEMBA_CHECK_OK(verify_changelog());
    PEMBA_CHECK_OK(verify_schemas());
    PEMBA_CHECK_OK(verify_closures());
    PEMBA_CHECK_OK(verify_records());
    return std::move(complaints_);
}

Result<storage::SetSum> Verifier::sum_table(Table table) {
    storage::SetSum sum;
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction_, table));
    PEMBA_TRY(bool there, cursor.seek(storage::view(storage::node_key(store_, {}))));
    bool forward = table == Table::Tuples;
    while (there && storage::is_of_store(cursor.key(), store_)) {
        if (cursor.key().size() != sizeof(storage::NodeKey) ||
            cursor.value().size() != sizeof(storage::NodeValue))
            return Error{ErrorCode::StoreCorrupt,
                         fmt::format("an entry of `{}` is damaged", storage::name_of(table)),
                         {}};
        auto key = storage::node_of_key(cursor.key());
        auto member = storage::node_of_value(cursor.value());
        auto tuple = forward ? TupleId{key, member} : TupleId{member, key};
        auto mark = storage::mark_of_value(cursor.value());
        sum.add(hash_of(tuple, mark));
        if (forward)
            PEMBA_CHECK_OK(verify_tuple(tuple, mark));
        PEMBA_TRY(there, cursor.next());
    }
    return sum;
}

// A tuple has names, its details are where its mark says that they are, and its expiry is listed.
Result<void> Verifier::verify_tuple(const TupleId& tuple, storage::DetailsMark mark) {
    storage::TupleDetails details;
    if (mark != storage::DetailsMark::None) {
        ++details_;
        PEMBA_TRY(auto bytes, storage::get_sealed(transaction_, Table::TupleDetails,
                                                  storage::view(storage::tuple_key(store_, tuple)),
                                                  "an entry of `tuple_details`"));
        PEMBA_TRY(details, storage::decode_details(bytes.value_or(View{})));
        if (details.mark() != mark)
            complain("the mark of a tuple and its entry in `tuple_details` disagree");
    }
    if (details.expires_at) {
        ++expiries_;
        PEMBA_TRY(auto listed,
                  transaction_.get(Table::Expiries, storage::view(storage::expiry_key(
                                                        store_, *details.expires_at, tuple))));
        if (!listed)
            complain("an expiry of a tuple is missing from `expiries`");
    }
    verify_named(tuple, details.condition, Table::Tuples);
    with_details_.add(hash_of(tuple, details));
    ++counts_[storage::count_id(tuple, details)];
    return {};
}

Result<std::uint64_t> Verifier::entries_of(Table table) {
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction_, table));
    storage::StoreKey first;
    base::store_big_endian(first.data(), static_cast<std::uint32_t>(store_), 4);
    PEMBA_TRY(bool there, cursor.seek(storage::view(first)));
    std::uint64_t entries = 0;
    for (; there && storage::is_of_store(cursor.key(), store_); ++entries) {
        PEMBA_TRY(there, cursor.next());
    }
    return entries;
}

Result<void> Verifier::verify_entries(Table table, std::uint64_t expected) {
    PEMBA_TRY(const auto entries, entries_of(table));
    if (entries != expected)
        complain(fmt::format("`{}` has {} entries, and {} were expected", storage::name_of(table),
                             entries, expected));
    return {};
}

Result<void> Verifier::verify_tables() {
    PEMBA_TRY(tuples_, sum_table(Table::Tuples));
    PEMBA_TRY(auto by_subject, sum_table(Table::TuplesBySubject));
    if (tuples_ != by_subject)
        complain(
            fmt::format("`tuples` ({}) and `tuples_by_subject` ({}) do not hold the same tuples",
                        tuples_.count, by_subject.count));
    PEMBA_CHECK_OK(verify_entries(Table::TupleDetails, details_));
    return verify_entries(Table::Expiries, expiries_);
}

Result<void> Verifier::verify_counts() {
    PEMBA_TRY(auto stored, storage::read_counts(transaction_, store_));
    auto counted = std::move(counts_);
    storage::Names names(transaction_, store_);
    for (const auto& [id, count] : stored) {
        auto found = counted.extract(id);
        auto there = found.empty() ? 0 : found.mapped();
        if (there != count)
            complain(fmt::format("`tuple_counts` says {} for relation number {}, and there are {}",
                                 count, id.relation.bits(), there));
    }
    for (const auto& [id, there] : counted)
        complain(fmt::format("`tuple_counts` misses {} tuples of relation number {}", there,
                             id.relation.bits()));
    return {};
}

std::uint64_t Verifier::last_given(storage::NameKind kind) const {
    switch (kind) {
    case storage::NameKind::Object: return head_.last_object;
    case storage::NameKind::Relation: return head_.last_relation;
    case storage::NameKind::Namespace: return head_.last_namespace;
    case storage::NameKind::Condition: return head_.last_condition;
    }
    return 0;
}

// Each number leads to a text that leads back to it, and was really given out.
Result<void> Verifier::verify_name(View key, View text) {
    if (key.size() != sizeof(storage::NumberKey))
        return Error{ErrorCode::StoreCorrupt, "an entry of `names_by_number` is damaged", {}};
    auto kind = static_cast<storage::NameKind>(key[4]);
    auto number = base::load_big_endian(key.data() + 5, 8);
    PEMBA_TRY(auto back, storage::Names(transaction_, store_).find(kind, text));
    const auto shown = printable(text);
    if (back != number)
        complain(fmt::format("name `{}` has number {} one way and {} the other", shown, number,
                             back ? std::to_string(*back) : "none"));
    auto last = last_given(kind);
    if (number == 0 || number > last)
        complain(fmt::format("name `{}` has number {}, and the last one given is {}", shown, number,
                             last));
    ++names_[kind];
    if (kind == storage::NameKind::Object)
        named_.add(number);
    return {};
}

Result<void> Verifier::verify_names() {
    named_ = storage::ObjectSet(head_.last_object);
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(transaction_, Table::NamesByNumber));
    storage::StoreKey first;
    base::store_big_endian(first.data(), static_cast<std::uint32_t>(store_), 4);
    PEMBA_TRY(bool there, cursor.seek(storage::view(first)));
    std::uint64_t names = 0;
    for (; there && storage::is_of_store(cursor.key(), store_); ++names) {
        PEMBA_CHECK_OK(verify_name(cursor.key(), cursor.value()));
        PEMBA_TRY(there, cursor.next());
    }
    PEMBA_TRY(const auto both_ways, entries_of(Table::Names));
    if (both_ways != names)
        complain(fmt::format("`names` has {} entries, and `names_by_number` {}", both_ways, names));
    return verify_numbers();
}

// Every number that was given has its name, but for those of objects that were given up.
Result<void> Verifier::verify_numbers() {
    using enum storage::NameKind;
    for (const auto& [kind, what] : {std::pair{Namespace, "namespaces"},
                                     {Relation, "relations"},
                                     {Condition, "conditions"},
                                     {Object, "objects"}}) {
        std::uint64_t dropped = 0;
        if (kind == Object) {
            PEMBA_TRY(dropped, storage::read_dropped_names(transaction_, store_));
        }
        if (names_[kind] + dropped != last_given(kind))
            complain(fmt::format(
                "{} names of {} are stored and {} were given up, and {} numbers were given",
                names_[kind], what, dropped, last_given(kind)));
    }
    return {};
}

bool Verifier::is_given(RelationId id) const {
    const auto number = id.is_plain() ? static_cast<std::uint64_t>(id.namespace_id()) : id.bits();
    return number != 0 && number <= (id.is_plain() ? head_.last_namespace : head_.last_relation);
}

// The name of an object may be given up only when nothing refers to it, the others never. Each
// object that has none is told once.
void Verifier::verify_named(const TupleId& tuple, ConditionId condition, Table table) {
    for (const auto node : {tuple.userset, tuple.subject}) {
        const auto number = static_cast<std::uint64_t>(node.object());
        if (!is_given(node.relation()))
            complain(fmt::format("`{}` has relation number {}, which has no name",
                                 storage::name_of(table), node.relation().bits()));
        if (node.is_wildcard() || named_.contains(number))
            continue;
        complain(fmt::format("`{}` has object number {}, which has no name",
                             storage::name_of(table), number));
        named_.add(number);
    }
    if (static_cast<std::uint32_t>(condition) > head_.last_condition)
        complain(fmt::format("`{}` has condition number {}, which has no name",
                             storage::name_of(table), static_cast<std::uint32_t>(condition)));
}

// Every revision from the first kept on has one entry, and together with the sum of what was given
// up they give the tables.
Result<void> Verifier::verify_changelog() {
    PEMBA_TRY(const auto trimmed, storage::read_trimmed(transaction_, store_));
    storage::ChangelogReader reader;
    PEMBA_CHECK_OK(reader.begin(transaction_, store_, Revision{1}));
    auto replayed = trimmed.tuples;
    auto expected = next(trimmed.through);
    for (;; expected = next(expected)) {
        PEMBA_TRY(bool there, reader.next());
        if (!there)
            break;
        if (reader.revision() != expected)
            complain(fmt::format("`changelog` has entry {} where {} was expected",
                                 to_number(reader.revision()), to_number(expected)));
        expected = reader.revision();
        for (const auto& [tuple, inserted, replaced] : reader.entry().changes) {
            verify_named(tuple.id, tuple.details.condition, Table::Changelog);
            inserted ? replayed.add(hash_of(tuple.id, tuple.details))
                     : replayed.remove(hash_of(tuple.id, tuple.details));
        }
    }
    if (expected != next(head_.revision))
        complain(fmt::format("`changelog` ends before the newest revision {}",
                             to_number(head_.revision)));
    if (replayed != with_details_)
        complain(fmt::format("`changelog` comes to {} tuples, and `tuples` has {} or others",
                             replayed.count, tuples_.count));
    return {};
}

// Every version can be read, since questions may be asked under each, and the newest is in force.
Result<void> Verifier::verify_schemas() {
    auto revision = head_.revision;
    PEMBA_TRY(auto newest, storage::schema_at(transaction_, store_, revision));
    if (newest != head_.schema)
        complain(fmt::format("the schema of revision {} is in force, and the newest is of {}",
                             to_number(head_.schema), to_number(newest)));
    std::uint64_t versions = 0;
    for (auto at = newest; at != Revision::Beginning; ++versions) {
        if (auto schema = load_schema(transaction_, store_, at); !schema)
            complain(schema.error().message);
        PEMBA_CHECK_OK(storage::read_assertions(transaction_, store_, at));
        PEMBA_TRY(at, storage::schema_at(transaction_, store_, Revision{to_number(at) - 1}));
    }
    return verify_entries(Table::Schemas, versions);
}

// Reading them proves their checksums; the head's and the store's own were read before.
Result<void> Verifier::verify_records() {
    PEMBA_TRY([[maybe_unused]] const auto counters, storage::read_counters(transaction_, store_));
    return {};
}

// The schema says which tuples the closures follow.
Result<void> Verifier::verify_closures() {
    auto view = load_schema_view(transaction_, store_, head_.schema);
    if (!view) {
        complain(view.error().message);
        return {};
    }
    return leopard::verify(transaction_, store_, (*view)->leopard_rules(),
                           [this](std::string sentence) { complain(std::move(sentence)); });
}

} // namespace pemba::engine
