#include "confirm.hpp"

#include "stratum/account/passwords.hpp"
#include "stratum/account/throttle.hpp"

namespace stratum::people {

Result<std::optional<platform::Problem>> wrong_password(const platform::Call& call, const Uuid& user,
                                                        std::string_view given, std::string_view place) {
    const std::string key = "account:confirm:" + to_text(user);
    std::optional<std::string> stored;
    {
        STRATUM_TRY(const auto reader, call.services.pool.read());
        STRATUM_TRY(const Seconds wait, account::wait_of(*reader, key, call.now));
        if (wait > Seconds{0.0}) {
            auto later = platform::problem(429, "rate_limited", "there were too many failures", "try again later");
            later.headers.set("Retry-After", std::to_string(static_cast<std::int64_t>(wait.value()) + 1));
            return std::optional{std::move(later)};
        }
        STRATUM_TRY(stored, account::stored_password(*reader, user));
    }
    if (!stored) return std::optional<platform::Problem>{};
    STRATUM_TRY(const bool right, account::is_password(stored, given, call.services.policy));
    if (right) return std::optional<platform::Problem>{};
    STRATUM_TRY_VOID(call.services.change([&](store::Database& database) {
        return account::count_failure(database, key, account::kPerAccount, call.now);
    }));
    return std::optional{not_your_password(place)};
}

platform::Problem not_your_password(std::string_view place) {
    auto wrong = platform::problem(422, "invalid_argument", "the password is wrong", "try again");
    wrong.errors.push_back({std::string{place}, "it is not your password"});
    return wrong;
}

}  // namespace stratum::people
