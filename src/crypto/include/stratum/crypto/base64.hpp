#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/text.hpp"

#include <string_view>

namespace stratum::crypto {

/// The bytes of base64 text, and only of the one text that `to_base64(bytes, form)` makes of them: right alphabet,
/// right padding (none in the URL form), no blanks, unused bits zero [RFC 4648, sections 3.5 and 12]. Tokens and signed
/// texts have one spelling this way; the reader in `base` is for people and forgives. Errors: `corrupt`.
[[nodiscard]] Result<Bytes> decode_base64(std::string_view text, Base64 form);

}  // namespace stratum::crypto
