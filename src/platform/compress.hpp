#pragma once

#include "stratum/net/http.hpp"

namespace stratum::platform {

/// Deflates the text of a response that is large enough to gain from it, when the client takes gzip. Sets
/// Content-Encoding and Vary; a strong ETag becomes a weak one, since the bytes differ.
void compress(const net::Request& request, net::Response& response);

}  // namespace stratum::platform
