#include "stratum/library/query.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum::library;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto query = parse_query(text);
    if (!query) {
        // Whoever is not understood is told what would be.
        if (query.error().message.empty() || query.error().hint.empty()) std::abort();
        return 0;
    }
    if (!begins_query(text)) std::abort();
    if (query->texts.empty() && query->numbers.empty() && query->keys.empty() && query->flags.empty() &&
        query->states.empty())
        std::abort();
    for (const auto& term : query->numbers)
        if (!(term.least <= term.most)) std::abort();
    for (const auto& term : query->texts)
        if (term.folded.empty()) std::abort();
    stratum::analysis::Report report;
    (void)needed_by(*query);
    (void)fits(*query, report);
    return 0;
}
