// verify(): every closure against what the tuples say.
#include "leopard/index.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "leopard/naive.h"
#include "storage/names.h"

namespace pemba::leopard {
namespace {

using storage::Closure;
using storage::WholeClosure;

class Verification {
public:
    Verification(const storage::Transaction& transaction, StoreId store, const Rules& rules,
                 const Complain& complain)
        : transaction_(transaction), store_(store), rules_(rules), complain_(complain),
          names_(transaction, store), edges_(transaction, store, rules) {}

    Result<void> run() {
        PEMBA_CHECK_OK(verify_what_is_there());
        for (const auto& kind : rules_.kinds())
            PEMBA_CHECK_OK(verify_usersets_of(kind));
        return {};
    }

private:
    Result<void> verify_what_is_there() {
        PEMBA_TRY(auto node, storage::next_closure(transaction_, store_, NodeId{}));
        while (node) {
            PEMBA_CHECK_OK(verify(*node));
            PEMBA_TRY(node, storage::next_closure(transaction_, store_, node->successor()));
        }
        return {};
    }

    // Nodes that need a closure and have none.
    Result<void> verify_usersets_of(const EdgeKind& kind) {
        const auto end = NodeId::end_of(kind.relation);
        PEMBA_TRY(auto userset, edges_.next_userset(NodeId::first_of(kind.relation)));
        while (userset && *userset < end) {
            for (auto from : kind.from) {
                const NodeId node(from, userset->object());
                PEMBA_TRY(auto state, storage::read_closure_state(transaction_, store_, node));
                if (state == Closure::State::Empty)
                    PEMBA_CHECK_OK(verify(node));
            }
            PEMBA_TRY(userset, edges_.next_userset(userset->successor()));
        }
        return {};
    }

    Result<void> verify(NodeId node) {
        PEMBA_TRY(auto stored, storage::read_closure(transaction_, store_, node));
        PEMBA_TRY(auto right, naive_closure(edges_, node));
        if (stored != right)
            complain_(fmt::format("`leopard` has a wrong closure of {}: {}", text_of(node),
                                  difference(stored, right)));
        return {};
    }

    std::string difference(const WholeClosure& stored, const WholeClosure& right) const {
        if (stored.what.state != right.what.state)
            return fmt::format("it is {} and should be {}", text_of(stored), text_of(right));
        std::vector<NodeId> missing, superfluous;
        std::ranges::set_difference(right.members, stored.members, std::back_inserter(missing));
        std::ranges::set_difference(stored.members, right.members, std::back_inserter(superfluous));
        if (missing.empty() && superfluous.empty())
            return fmt::format("its depth is {} and should be {}", stored.what.depth,
                               right.what.depth);
        return fmt::format("{} missing, {} not in it", text_of(missing), text_of(superfluous));
    }

    static std::string text_of(const WholeClosure& closure) {
        switch (closure.what.state) {
        case Closure::State::Empty: return "empty";
        case Closure::State::Incomplete: return "incomplete";
        case Closure::State::Complete: break;
        }
        return fmt::format("of {} members", closure.members.size());
    }

    std::string text_of(const std::vector<NodeId>& nodes) const {
        if (nodes.empty())
            return "none";
        auto more = nodes.size() > 1 ? fmt::format(" and {} more", nodes.size() - 1) : "";
        return text_of(nodes.front()) + more;
    }

    // What has no name, as in a damaged entry, by its numbers.
    std::string text_of(NodeId node) const {
        auto subject = names_.subject_of(node);
        return subject
                   ? fmt::format("`{}`", to_string(*subject))
                   : fmt::format("number {} of relation number {}",
                                 static_cast<std::uint64_t>(node.object()), node.relation().bits());
    }

    const storage::Transaction& transaction_;
    StoreId store_;
    const Rules& rules_;
    const Complain& complain_;
    storage::Names names_;
    Edges edges_;
};

} // namespace

Result<void> verify(const storage::Transaction& transaction, StoreId store, const Rules& rules,
                    const Complain& complain) {
    return Verification(transaction, store, rules, complain).run();
}

} // namespace pemba::leopard
