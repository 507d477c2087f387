#include "stratum/crypto/base64.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// Whatever is accepted is the one spelling of its bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    for (const stratum::Base64 form : {stratum::Base64::standard, stratum::Base64::url}) {
        const auto bytes = stratum::crypto::decode_base64(text, form);
        if (bytes && stratum::to_base64(*bytes, form) != text) std::abort();
    }
    return 0;
}
