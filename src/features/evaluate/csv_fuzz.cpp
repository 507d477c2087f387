#include "csv.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum::evaluate;
    const auto table = parse_csv(std::string_view{reinterpret_cast<const char*>(data), size});
    if (!table) return 0;
    for (const auto& row : table->rows) {
        for (const auto& cell : row) {
            if (cell.empty()) continue;
            // What was read can be written and reads the same again.
            const auto again = parse_csv("h\n" + csv_cell(cell) + "\n");
            if (!again || again->cell(0, "h") != cell) std::abort();
        }
    }
    return 0;
}
