#include "form.hpp"

#include "players.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace stratum::composer {
namespace {

struct Share {
    std::string_view label;
    double weight;
    unsigned layers;
};

constexpr unsigned kBand = kDrums4 | kBass | kChords;

constexpr Share kClub[] = {{"intro", 4, kKick | kHats | kPercussion}, {"build", 4, kDrums4 | kBass},
                           {"drop", 8, kBand | kLead | kArp},         {"break", 4, kPad | kLead},
                           {"drop", 8, kBand | kArp | kPad},          {"outro", 4, kKick | kHats | kBass}};
constexpr Share kClubTwo[] = {{"intro", 4, kPad | kArp},          {"drop", 8, kBand | kArp},
                              {"break", 4, kHats | kPad | kLead}, {"build", 2, kSnare | kHats | kPad},
                              {"drop", 8, kBand | kLead},         {"outro", 4, kDrums4}};
constexpr Share kSong[] = {{"intro", 2, kChords | kHats},       {"verse", 8, kBand},
                           {"chorus", 8, kBand | kLead | kPad}, {"verse", 4, kKick | kSnare | kBass | kChords},
                           {"chorus", 8, kBand | kLead | kArp}, {"outro", 2, kBand}};
constexpr Share kSongTwo[] = {{"verse", 8, kDrums4 | kBass | kPad},
                              {"chorus", 8, kBand | kLead},
                              {"bridge", 4, kHats | kChords | kPad},
                              {"chorus", 8, kBand | kLead | kPad},
                              {"outro", 4, kBand}};
constexpr Share kJam[] = {
    {"head", 8, kBand | kLead}, {"solo", 8, kBand | kLead | kPad}, {"comp", 4, kBand}, {"head", 8, kBand | kLead}};
constexpr Share kJamTwo[] = {
    {"intro", 2, kHats | kBass}, {"head", 8, kBand}, {"solo", 10, kBand | kLead}, {"outro", 2, kBand}};
constexpr Share kBreaks[] = {{"intro", 8, kPad | kLead},
                             {"drop", 8, kBand | kArp},
                             {"break", 8, kPad},
                             {"drop", 8, kBand | kLead},
                             {"outro", 4, kPad | kChords}};
constexpr Share kBreaksTwo[] = {
    {"intro", 10, kPad}, {"build", 4, kHats | kPad | kArp}, {"drop", 10, kBand | kLead}, {"break", 8, kPad | kLead}};

std::span<const Share> shares_of(Form form, bool second) {
    switch (form) {
        case Form::club:
            return second ? std::span<const Share>{kClubTwo} : kClub;
        case Form::song:
            return second ? std::span<const Share>{kSongTwo} : kSong;
        case Form::long_breaks:
            return second ? std::span<const Share>{kBreaksTwo} : kBreaks;
        default:
            return second ? std::span<const Share>{kJamTwo} : kJam;
    }
}

}  // namespace

std::vector<Section> lay_out(Form form, int bars, bool drums, Random& random) {
    const auto shares = shares_of(form, random.chance(0.5));
    double sum = 0.0;
    for (const Share& share : shares) sum += share.weight;
    std::vector<Section> sections;
    for (const Share& share : shares) {
        // Phrases of four bars where the piece is long enough, else of two.
        const int unit = bars >= 32 ? 4 : 2;
        const int length = static_cast<int>(std::lround(share.weight / sum * bars / unit)) * unit;
        unsigned layers = share.layers;
        if (!drums) layers = (layers & ~kDrums4) | kChords | kBass;
        if (random.chance(0.15)) layers &= ~kPercussion;
        if (random.chance(0.12)) layers ^= kArp;
        sections.push_back({share.label, std::max(unit, length), layers});
    }
    return sections;
}

}  // namespace stratum::composer
