#include "page_cursor.hpp"

// Cursors come back from clients as they please; what is read as one is written as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum::library;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    for (const std::string_view list : {"tracks by title", ""}) {
        const auto cursor = parse_cursor(text, list);
        if (cursor && !parse_cursor(to_cursor_text(*cursor, list), list)) return __builtin_trap(), 1;
    }
    return 0;
}
