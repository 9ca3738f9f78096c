// What a request says of its deadline.
#include "api/budget_of.h"

#include <string>

#include <doctest/doctest.h>

using namespace pemba;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

class Timeout final : public http::Headers {
public:
    explicit Timeout(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] std::string_view find(std::string_view name) const override {
        return name == "Grpc-Timeout" ? std::string_view(text_) : std::string_view{};
    }

private:
    std::string text_;
};

Result<Budget> budget(const std::string& timeout, Clock::time_point began = Clock::now()) {
    const Timeout headers(timeout);
    http::Request request{.headers = &headers, .began = began};
    return api::budget_of(request);
}

} // namespace

TEST_SUITE("api/budget_of") {
    TEST_CASE("budget: without a timeout there is no deadline, and the request's work is counted") {
        http::Request request;
        const auto budget = api::budget_of(request);
        REQUIRE(budget);
        CHECK(budget->deadline == Clock::time_point::max());
        CHECK(budget->spent == &request.work);
    }
    TEST_CASE("budget: the timeout counts from the first byte, in each of its units") {
        const auto began = Clock::now();
        for (const auto& [text, span] : {std::pair<const char*, Clock::duration>{"2H", 2h},
                                         {"3M", 3min},
                                         {"15S", 15s},
                                         {"90000m", 90s},
                                         {"90000000u", 90s},
                                         {"99999999H", 24h * 365}})
            CHECK_MESSAGE(budget(text, began)->deadline == began + span, text);
    }
    TEST_CASE("budget: a timeout that is over or none is an error") {
        CHECK(budget("10m", Clock::now() - 20ms).error().code == ErrorCode::DeadlineExceeded);
        CHECK(budget("99999999n", Clock::now() - 1s).error().code == ErrorCode::DeadlineExceeded);
        for (const char* text : {"S", "1", "1s", "-1S", "1.5S", " 1S", "1S ", "123456789S", "0x1S"})
            CHECK_MESSAGE(budget(text).error().code == ErrorCode::InvalidArgument, text);
    }
}
