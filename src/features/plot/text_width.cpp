#include "text_width.hpp"

#include "stratum/base/text.hpp"

#include <array>
#include <cstdint>

namespace stratum::plot {
namespace {

// Thousandths of the em, from the blank to the tilde.
constexpr std::array<std::int16_t, 95> kRegular{
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};
constexpr std::array<std::int16_t, 95> kBold{
    348, 456,  521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415,  380, 365, 696, 696,  696,
    696, 696,  696, 696, 696, 696,  696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830,  683,
    683, 821,  837, 372, 372, 775,  637, 995, 837, 850, 733, 850, 770, 720,  682, 812, 774, 1103, 771,
    724, 725,  457, 365, 457, 838,  500, 500, 675, 716, 593, 716, 678, 435,  716, 712, 343, 343,  665,
    343, 1042, 712, 687, 716, 716,  493, 595, 478, 712, 652, 924, 645, 652,  582, 712, 365, 712,  838};

struct Letter {
    std::uint32_t code = 0;
    std::size_t bytes = 1;
};

/// The first character of valid UTF-8 that is not empty.
Letter first_letter(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    std::uint32_t code = bytes == 1 ? lead : lead & (0x7fU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
    return {code, bytes};
}

int thousandths(std::uint32_t code, Weight weight) {
    if (code < 32 || code == 127) return 0;
    if (code < 127) return weight == Weight::bold ? kBold[code - 32] : kRegular[code - 32];
    if (code >= 0x300 && code < 0x370) return 0;       // accents that sit on the letter before
    if (code < 0x370 || code == 0x2212) return 840;    // Latin with accents, signs
    if (code >= 0x2010 && code < 0x2030) return 1000;  // dashes, ellipsis
    return 1100;                                       // Cyrillic capitals, Chinese, emoji: wide on the safe side
}

}  // namespace

double text_width(std::string_view raw, double size, Weight weight) {
    const std::string clean = valid_utf8(raw);
    std::string_view text = clean;
    std::int64_t sum = 0;
    while (!text.empty()) {
        const Letter letter = first_letter(text);
        sum += thousandths(letter.code, weight);
        text.remove_prefix(letter.bytes);
    }
    return static_cast<double>(sum) * size / 1000.0;
}

std::string elide(std::string_view raw, double width, double size, Weight weight) {
    std::string clean = valid_utf8(raw);
    if (text_width(clean, size, weight) <= width) return clean;
    constexpr std::string_view kEllipsis = "\xe2\x80\xa6";
    const double room = (width - text_width(kEllipsis, size, weight)) * 1000.0 / size;
    if (room < 0.0) return {};
    std::string_view rest = clean;
    std::size_t kept = 0;
    double used = 0.0;
    while (!rest.empty()) {
        const Letter letter = first_letter(rest);
        used += thousandths(letter.code, weight);
        if (used > room) break;
        kept += letter.bytes;
        rest.remove_prefix(letter.bytes);
    }
    return std::string{trim(std::string_view{clean}.substr(0, kept))} + std::string{kEllipsis};
}

}  // namespace stratum::plot
