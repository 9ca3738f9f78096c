#include "storage/names.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/name_key.h"

namespace pemba::storage {
namespace {

// The number of the first guest; they go down from here.
constexpr std::uint64_t kFirstGuest = static_cast<std::uint64_t>(ObjectNumber::Nobody) - 1;
// Texts whose memory is kept for the next request.
constexpr std::size_t kSpareGuests = 64;

std::string relation_text(std::string_view namespace_name, std::string_view relation) {
    return fmt::format("{}#{}", namespace_name, relation);
}

Error never_given(NameKind kind, std::uint64_t number) {
    return {ErrorCode::StoreCorrupt,
            fmt::format("`names_by_number` has no entry for number {} of kind {}", number,
                        static_cast<int>(kind)),
            {}};
}

} // namespace

std::optional<ObjectNumber> Guests::find(std::string_view id) const {
    auto found = std::ranges::find(ids(), id);
    if (found == ids().end())
        return std::nullopt;
    return ObjectNumber{kFirstGuest - static_cast<std::uint64_t>(found - ids().begin())};
}

Result<ObjectNumber> Guests::admit(std::string_view id) {
    if (auto known = find(id))
        return *known;
    if (count_ == kMaxGuests)
        return Error{ErrorCode::LimitExceeded, "the request names too many objects", {}};
    if (count_ == ids_.size())
        ids_.emplace_back();
    ids_[count_] = id;
    return ObjectNumber{kFirstGuest - count_++};
}

void Guests::clear() {
    count_ = 0;
    if (ids_.size() > kSpareGuests)
        ids_ = {};
}

const std::string* Guests::id_of(ObjectNumber number) const {
    auto place = kFirstGuest - static_cast<std::uint64_t>(number);
    return place < count_ ? &ids_[place] : nullptr;
}

Result<std::optional<std::uint64_t>> Names::find(NameKind kind, std::string_view text) const {
    PEMBA_TRY(auto value, transaction_->get(Table::Names, NameKey(store_, kind, text).view()));
    if (!value)
        return std::optional<std::uint64_t>{};
    PEMBA_TRY(auto number, decode_number(*value));
    return std::optional(number);
}

Result<std::optional<NamespaceId>> Names::find_namespace(std::string_view name) const {
    PEMBA_TRY(auto number, find(NameKind::Namespace, name));
    return number ? std::optional(NamespaceId{static_cast<std::uint32_t>(*number)}) : std::nullopt;
}

Result<std::optional<RelationId>> Names::find_relation(std::string_view namespace_name,
                                                       std::string_view relation) const {
    PEMBA_TRY(auto number, find(NameKind::Relation, relation_text(namespace_name, relation)));
    return number ? std::optional(RelationId::from_bits(static_cast<std::uint32_t>(*number)))
                  : std::nullopt;
}

Result<std::optional<RelationId>> Names::find_subject_relation(std::string_view namespace_name,
                                                               std::string_view relation) const {
    if (!relation.empty())
        return find_relation(namespace_name, relation);
    PEMBA_TRY(auto number, find_namespace(namespace_name));
    return number ? std::optional(RelationId::plain(*number)) : std::nullopt;
}

Result<std::optional<ObjectNumber>> Names::find_object(std::string_view id) const {
    if (id == "*")
        return std::optional(ObjectNumber::Wildcard);
    PEMBA_TRY(auto number, find_stored_object(id));
    return number || !guests_ ? number : guests_->find(id);
}

Result<std::optional<ObjectNumber>> Names::find_stored_object(std::string_view id) const {
    auto known = cache_ ? cache_->find(store_, id) : std::nullopt;
    // A greater number was given after this snapshot.
    if (known && static_cast<std::uint64_t>(*known) <= last_object_)
        return known;
    PEMBA_TRY(auto number, find(NameKind::Object, id));
    if (!number)
        return std::optional<ObjectNumber>{};
    if (cache_)
        cache_->remember(store_, id, ObjectNumber{*number});
    return std::optional(ObjectNumber{*number});
}

Result<std::vector<RelationId>> Names::relations_of(std::string_view namespace_name) const {
    const NameKey key(store_, NameKind::Relation, relation_text(namespace_name, ""));
    const auto prefix = key.view();
    TableCursor cursor;
    PEMBA_CHECK_OK(cursor.bind(*transaction_, Table::Names));
    PEMBA_TRY(bool there, cursor.seek(prefix));
    std::vector<RelationId> relations;
    while (there && cursor.key().starts_with(prefix)) {
        PEMBA_TRY(auto number, decode_number(cursor.value()));
        relations.push_back(RelationId::from_bits(static_cast<std::uint32_t>(number)));
        PEMBA_TRY(there, cursor.next());
    }
    return relations;
}

Result<std::optional<ConditionId>> Names::find_condition(std::string_view name) const {
    PEMBA_TRY(auto number, find(NameKind::Condition, name));
    return number ? std::optional(ConditionId{static_cast<std::uint32_t>(*number)}) : std::nullopt;
}

Result<std::string> Names::text_of(NameKind kind, std::uint64_t number) const {
    PEMBA_TRY(auto text,
              transaction_->get(Table::NamesByNumber, view(number_key(store_, kind, number))));
    if (!text)
        return never_given(kind, number);
    return std::string(*text);
}

Result<std::string> Names::namespace_of(NamespaceId id) const {
    return text_of(NameKind::Namespace, static_cast<std::uint32_t>(id));
}

Result<Userset> Names::relation_of(RelationId id) const {
    PEMBA_TRY(auto text, text_of(NameKind::Relation, id.bits()));
    auto hash = text.find('#');
    if (hash == text.npos)
        return Error{
            ErrorCode::StoreCorrupt, "a relation's entry in `names_by_number` is damaged", {}};
    return Userset{{text.substr(0, hash), ""}, text.substr(hash + 1)};
}

Result<std::string> Names::object_of(ObjectNumber number) const {
    if (number == ObjectNumber::Wildcard)
        return std::string("*");
    if (const auto* guest = guests_ ? guests_->id_of(number) : nullptr)
        return *guest;
    return text_of(NameKind::Object, static_cast<std::uint64_t>(number));
}

Result<std::string> Names::condition_of(ConditionId id) const {
    return text_of(NameKind::Condition, static_cast<std::uint32_t>(id));
}

Result<Subject> Names::subject_of(NodeId node) const {
    Subject subject;
    if (node.relation().is_plain()) {
        PEMBA_TRY(subject.object.namespace_name, namespace_of(node.relation().namespace_id()));
    } else {
        PEMBA_TRY(auto relation, relation_of(node.relation()));
        subject.object.namespace_name = std::move(relation.object.namespace_name);
        subject.relation = std::move(relation.relation);
    }
    PEMBA_TRY(subject.object.id, object_of(node.object()));
    return subject;
}

Result<RelationTuple> Names::tuple_of(const TupleId& tuple) const {
    PEMBA_TRY(auto userset, subject_of(tuple.userset));
    PEMBA_TRY(auto subject, subject_of(tuple.subject));
    return RelationTuple{std::move(userset.object), std::move(userset.relation),
                         std::move(subject)};
}

Result<RelationTuple> Names::tuple_of(const StoredTuple& tuple) const {
    PEMBA_TRY(auto words, tuple_of(tuple.id));
    if (tuple.details.condition != ConditionId::None) {
        PEMBA_TRY(auto name, condition_of(tuple.details.condition));
        words.condition = TupleCondition{std::move(name), tuple.details.context};
    }
    words.expires_at = tuple.details.expires_at;
    return words;
}

Result<View> ObjectIds::id_of(ObjectNumber number) {
    if (number == ObjectNumber::Wildcard)
        return View("*");
    if (const auto* guest = guests_ ? guests_->id_of(number) : nullptr)
        return View(*guest);
    if (!bound_)
        PEMBA_CHECK_OK(cursor_.bind(*transaction_, Table::NamesByNumber));
    bound_ = true;
    auto key = number_key(store_, NameKind::Object, static_cast<std::uint64_t>(number));
    PEMBA_TRY(bool there, cursor_.seek(view(key)));
    if (!there || cursor_.key() != view(key))
        return never_given(NameKind::Object, static_cast<std::uint64_t>(number));
    return cursor_.value();
}

template <class Counter>
Result<std::uint64_t> NameWriter::intern(NameKind kind, std::string_view text, Counter& last,
                                         std::uint64_t max) {
    PEMBA_TRY(auto found, names_.find(kind, text));
    if (found)
        return *found;
    if (last >= max)
        return Error{
            ErrorCode::StoreFull,
            fmt::format("the store has given out all {} numbers for names of this kind", max),
            {}};
    std::uint64_t number = ++last;
    Bytes<8> value;
    base::store_big_endian(value.data(), number, 8);
    PEMBA_CHECK_OK(
        transaction_->put(Table::Names, NameKey(store_, kind, text).view(), view(value)));
    PEMBA_CHECK_OK(
        transaction_->append(Table::NamesByNumber, view(number_key(store_, kind, number)), text));
    return number;
}

Result<NamespaceId> NameWriter::intern_namespace(std::string_view name) {
    PEMBA_TRY(auto number,
              intern(NameKind::Namespace, name, head_->last_namespace, RelationId::kMaxNumber));
    return NamespaceId{static_cast<std::uint32_t>(number)};
}

Result<RelationId> NameWriter::intern_relation(std::string_view namespace_name,
                                               std::string_view relation) {
    PEMBA_TRY(auto number, intern(NameKind::Relation, relation_text(namespace_name, relation),
                                  head_->last_relation, RelationId::kMaxNumber));
    return RelationId::from_bits(static_cast<std::uint32_t>(number));
}

Result<ObjectNumber> NameWriter::intern_object(std::string_view id) {
    if (id == "*")
        return ObjectNumber::Wildcard;
    PEMBA_TRY(auto number, intern(NameKind::Object, id, head_->last_object, kMaxObjectNumber));
    return ObjectNumber{number};
}

Result<ConditionId> NameWriter::intern_condition(std::string_view name) {
    PEMBA_TRY(auto number, intern(NameKind::Condition, name, head_->last_condition, 0xffffffff));
    return ConditionId{static_cast<std::uint32_t>(number)};
}

Result<RelationId> NameWriter::intern_subject_relation(std::string_view namespace_name,
                                                       std::string_view relation) {
    if (!relation.empty())
        return intern_relation(namespace_name, relation);
    PEMBA_TRY(auto number, intern_namespace(namespace_name));
    return RelationId::plain(number);
}

} // namespace pemba::storage
