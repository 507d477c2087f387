#include "s3_answers.hpp"

/// Any bytes that a server may send as an answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    (void)stratum::store::read_s3_page(text);
    (void)stratum::store::xml_text(text, "Message");
    (void)stratum::store::read_s3_time(text);
    return 0;
}
