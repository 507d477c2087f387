#pragma once

#include "compose.hpp"
#include "files.hpp"
#include "stratum/base/result.hpp"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace stratum::composer {

/// The frozen set: raised whenever a single sample or annotation changes.
inline constexpr int kBenchSetVersion = 1;
/// SHA-256 over "name audio-hash truth-hash" of all pieces in order.
inline constexpr std::string_view kBenchSetChecksum =
    "8097462ec61f8567390b79e2163fc3054f5a069b074795bd3f59d5c9fd282998";

struct BenchPiece {
    std::string name;  ///< "house_07".
    PieceSpec spec;
};

/// All pieces: eighteen of each style, odd ones tune, even ones test; all 24 keys in turn; 30 to 120 s.
[[nodiscard]] std::vector<BenchPiece> bench_pieces();

struct BenchSetOptions {
    int jobs = 1;
    AudioFormat format = AudioFormat::flac;
    std::optional<int> limit;                         ///< Only that many pieces, spread over the whole list.
    std::optional<std::string> style;                 ///< Only this one.
    std::function<void(int done, int all)> progress;  ///< Called from any thread, one at a time.
};

/// Renders what is missing under `folder` and writes truth.csv and README.txt. Interrupted, it goes on where it stood.
/// Errors: `io`, `cancelled`. Returns the number of pieces that are there.
Result<int> make_bench_set(const std::string& folder, const BenchSetOptions& options, std::stop_token stop = {});

/// Reads every file back and compares with what was written and, for a whole set, with the frozen checksum.
/// Returns the checksum. Errors: `corrupt` with the first file that differs, `not_found`.
Result<std::string> verify_bench_set(const std::string& folder);

/// Hashes of one piece, composed and rendered here and now: "audio truth", 64 hex digits each.
[[nodiscard]] std::string piece_hashes(const BenchPiece& piece);

}  // namespace stratum::composer
