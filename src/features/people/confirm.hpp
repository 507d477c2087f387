#pragma once

#include "stratum/platform/call.hpp"
#include "stratum/platform/problem.hpp"

#include <optional>
#include <string_view>

namespace stratum::people {

/// The problem with a password that is asked for once more; nothing when it is right, or the person has none. Guesses
/// are counted as they are where people sign in. `place` is where it stands in the body.
[[nodiscard]] Result<std::optional<platform::Problem>> wrong_password(const platform::Call& call, const Uuid& user,
                                                                      std::string_view given, std::string_view place);

/// That a password which was asked for once more is another one; 422, as whoever asks stays signed in.
[[nodiscard]] platform::Problem not_your_password(std::string_view place);

}  // namespace stratum::people
