#include "rows.hpp"

#include "stratum/base/os/random.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::account {

std::string random_token() {
    std::array<std::uint8_t, 32> bytes{};
    fill_random(bytes);
    return to_base64(bytes, Base64::url);
}

crypto::Hash256 hash_of_token(std::string_view token) {
    crypto::Blake2b256 hash;
    hash.update("stratum token:");
    hash.update(token);
    return hash.digest();
}

Result<void> check_text(std::string_view text, std::string_view what, std::size_t most) {
    const std::string name{what};
    if (trim(text).empty()) return error(ErrorCode::invalid_argument, name + " is empty");
    if (text.size() > most)
        return error(ErrorCode::invalid_argument, name + " is longer than " + std::to_string(most) + " bytes");
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (!is_utf8(text) || std::ranges::any_of(text, is_control))
        return error(ErrorCode::invalid_argument, name + " holds characters that are no text");
    return {};
}

Result<void> check_email(std::string_view email) {
    const auto refused = [] {
        return error(ErrorCode::invalid_argument, "this is no e-mail address", "it looks like ann@example.org");
    };
    const std::size_t at = email.find('@');
    if (email.size() > 254 || !is_utf8(email) || at == std::string_view::npos || at == 0 || at > 64) return refused();
    const std::string_view domain = email.substr(at + 1);
    const auto is_bad = [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f ||
               std::string_view{"<>()[],;:\\\""}.find(c) != std::string_view::npos;
    };
    if (domain.empty() || domain.find('@') != std::string_view::npos || domain.front() == '.' || domain.back() == '.' ||
        domain.find("..") != std::string_view::npos || std::ranges::any_of(email, is_bad))
        return refused();
    return {};
}

}  // namespace stratum::account
