// Referee: a world's evaluators, one for each set of values that questions are asked with.
#pragma once

#include <map>
#include <memory>

#include "reference/evaluator.h"

namespace pemba::reference {

class Referee {
public:
    explicit Referee(World world) : world_(std::move(world)) {}

    [[nodiscard]] const World& world() const { return world_; }

    /// What expiries are judged by from now on.
    void set_clock(Timestamp now) {
        if (now != now_)
            evaluators_.clear();
        now_ = now;
    }

    /// Valid until the clock is set.
    [[nodiscard]] Evaluator& with(const Values& values) { return make({now_, values, false}); }
    [[nodiscard]] Evaluator& ignoring_conditions() { return make({now_, {}, true}); }

private:
    Evaluator& make(Circumstances circumstances) {
        auto& evaluator = evaluators_[{circumstances.values, circumstances.ignore_conditions}];
        if (!evaluator)
            evaluator = std::make_unique<Evaluator>(world_, std::move(circumstances));
        return *evaluator;
    }

    World world_;
    Timestamp now_ = {};
    std::map<std::pair<Values, bool>, std::unique_ptr<Evaluator>> evaluators_;
};

} // namespace pemba::reference
