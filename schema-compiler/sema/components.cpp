// Tarjan's algorithm with a stack of its own.
#include "sema/components.h"

#include <algorithm>

namespace pemba::schema::sema {

namespace {

class ComponentSearch {
public:
    explicit ComponentSearch(const Edges& edges)
        : edges_(edges), order_(edges.size(), kNew), lowest_(edges.size()) {}

    std::vector<std::vector<std::uint32_t>> run() {
        for (std::uint32_t node = 0; node < edges_.size(); ++node)
            if (order_[node] == kNew)
                walk_from(node);
        return std::move(found_);
    }

private:
    static constexpr std::uint32_t kNew = 0, kDone = static_cast<std::uint32_t>(-1);

    struct Visit {
        std::uint32_t node;
        std::size_t next = 0; ///< of its edges
    };

    void walk_from(std::uint32_t start) {
        enter(start);
        while (!walk_.empty()) {
            const std::uint32_t node = walk_.back().node;
            if (walk_.back().next == edges_[node].size())
                leave(node);
            else
                follow(node, edges_[node][walk_.back().next++]);
        }
    }

    void enter(std::uint32_t node) {
        order_[node] = lowest_[node] = ++entered_;
        open_.push_back(node);
        walk_.push_back({node});
    }

    void follow(std::uint32_t node, std::uint32_t to) {
        if (order_[to] == kNew)
            enter(to);
        else if (order_[to] != kDone)
            lowest_[node] = std::min(lowest_[node], order_[to]);
    }

    void leave(std::uint32_t node) {
        walk_.pop_back();
        if (!walk_.empty()) {
            const std::uint32_t from = walk_.back().node;
            lowest_[from] = std::min(lowest_[from], lowest_[node]);
        }
        if (lowest_[node] != order_[node])
            return;
        const auto begin = std::find(open_.rbegin(), open_.rend(), node).base() - 1;
        found_.emplace_back(begin, open_.end());
        open_.erase(begin, open_.end());
        for (const std::uint32_t member : found_.back())
            order_[member] = kDone;
    }

    const Edges& edges_;
    std::vector<std::uint32_t> order_, lowest_; ///< by node: when entered; the earliest it leads to
    std::uint32_t entered_ = 0;
    std::vector<Visit> walk_;
    std::vector<std::uint32_t> open_; ///< entered, of no component yet
    std::vector<std::vector<std::uint32_t>> found_;
};

} // namespace

std::vector<std::vector<std::uint32_t>> components(const Edges& edges) {
    return ComponentSearch(edges).run();
}

} // namespace pemba::schema::sema
