#pragma once

#include "stratum/net/http.hpp"

#include <string>
#include <string_view>

namespace stratum::platform {

/// Deflates the text of a response that is large enough to gain from it, when the client takes gzip. Sets
/// Content-Encoding and Vary; the ETag becomes another one, since the bytes differ.
void compress(const net::Request& request, net::Response& response);

/// The ETag of the same thing, packed: "7-gzip" for "7".
[[nodiscard]] std::string packed_etag(std::string_view etag, std::string_view coding);

}  // namespace stratum::platform
