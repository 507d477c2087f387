#include "stratum/signatures/key_forms.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// A key that is accepted can be written and read again as the same key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum::signatures;
    const auto key = read_cose_key(std::span{data, size});
    if (!key) {
        if (key.error().message.empty()) std::abort();
        return 0;
    }
    const auto again = read_cose_key(to_cose_key(*key));
    if (!again || *again != *key) std::abort();
    return 0;
}
