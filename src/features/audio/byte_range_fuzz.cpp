#include "byte_range.hpp"

#include <cstddef>
#include <initializer_list>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t length) {
    for (const std::int64_t size : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1000}}) {
        const auto answer = stratum::audio::parse_range({reinterpret_cast<const char*>(data), length}, size);
        if (answer.range && (answer.range->offset < 0 || answer.range->length < 1 ||
                             answer.range->offset + answer.range->length > size))
            __builtin_trap();
    }
    return 0;
}
