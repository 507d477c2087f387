#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/net/client.hpp"
#include "stratum/store/blobs/blobs.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace stratum::store {

struct S3Options {
    std::string endpoint;  ///< "https://s3.eu-central-1.amazonaws.com": scheme, host and perhaps a port.
    std::string bucket;    ///< Must be there. Its name goes into the path ("path style"), which all servers understand.
    std::string prefix{};  ///< Before the names of blobs: "stratum/".
    std::string region = "us-east-1";
    std::string access_key{};
    std::string secret_key{};
    std::string session_token{};  ///< Of temporary keys.
    std::string scratch;          ///< A folder of this machine, where a blob is written and hashed before it is sent.
    std::int64_t part_size = std::int64_t{8} << 20;  ///< Larger blobs are sent in parts of it; S3 wants 5 MiB at least.
    int attempts = 5;                      ///< For each request, with growing pauses: servers are busy now and then.
    int page = 1000;                       ///< Blobs that are listed with one request, at most 1000.
    std::function<void(Seconds)> sleep{};  ///< Nothing: this thread sleeps.
};

/// Blobs in a bucket of an S3-compatible store, each under prefix and the hex digits of its name. Requests are signed
/// (SigV4) with the hash of what they carry; memory holds one part at a time. What is there already is not sent again.
/// An interrupted reading goes on where it stood. Errors of opening: `invalid_argument` for options that make no sense,
/// and those of `make_folders`. The client and the clock must outlive it.
[[nodiscard]] Result<std::unique_ptr<Blobs>> open_s3_blobs(S3Options options, net::Client& client, const Clock& clock);

}  // namespace stratum::store
