#include "stratum/analysis/fingerprint.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto words = stratum::analysis::decompress_fingerprint(text);
    if (!words) return 0;
    // Whatever was accepted must come back from its own compressed form.
    const auto again = stratum::analysis::decompress_fingerprint(stratum::analysis::compress_fingerprint(*words));
    if (!again || *again != *words) std::abort();
    return 0;
}
