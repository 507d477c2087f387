#include "patterns.hpp"

#include <array>

namespace stratum::composer {
namespace {

using enum Groove;

constexpr std::array kDrumPatterns{
    DrumPattern{house, 16, "K:x...x...x...x...|S:....x.......x...|O:..x...x...x...x.|H:-.-.-.-.-.-.-.-."},
    DrumPattern{house, 16,
                "K:x...x...x...x...|S:....x.......x..-|O:..x...x...x...x.|A:o-o-o-o-o-o-o-o-|P:...o..o......o.."},
    DrumPattern{house, 16,
                "K:x...x...x...x..-|S:....x.......x...|H:x-x-x-x-x-x-x-x-|O:......x.......x.|P:..o..o..o..o...."},
    DrumPattern{house, 16,
                "K:x...x...x...x...|S:....o..-.-..o...|O:..o...x...o...x.|H:.-.-.-.-.-.-.-.-|P:o..o..o...o.o..."},
    DrumPattern{techno, 16, "K:x...x...x...x...|H:..x...x...x...x.|A:oooooooooooooooo|P:...x.....x......"},
    DrumPattern{techno, 16, "K:x...x...x...x...|O:..x...x...x...x.|H:o-o-o-o-o-o-o-o-|S:....o.......o..."},
    DrumPattern{techno, 16, "K:x...x...x...x...|R:..x...x...x...x.|P:..o..o....o..o..|H:-x--x--x--x--x--"},
    DrumPattern{techno, 16, "K:x..-x...x..-x...|O:..x...x...x...x.|P:x..x..x..x..x...|S:............o..."},
    DrumPattern{trance, 16, "K:x...x...x...x...|S:....x.......x...|O:..x...x...x...x.|H:x.xxx.xxx.xxx.xx"},
    DrumPattern{trance, 16,
                "K:x...x...x...x...|S:....x.......x...|O:..x...x...x...x.|A:o-o-o-o-o-o-o-o-|P:.......o......o."},
    DrumPattern{trance, 16, "K:x...x...x...x...|O:..x...x...x...x.|R:x...x...x...x...|S:....o.......o..."},
    DrumPattern{trance, 16, "K:x...x...x...x...|S:....x.......x...|H:--x---x---x---x-|O:..o...o...o...o."},
    DrumPattern{disco, 16, "K:x...x...x...x...|S:....x.......x...|H:x.x.x.x.x.x.x.x.|O:..x...x...x...x."},
    DrumPattern{disco, 16, "K:x...x...x..ox...|S:....x..-.-..x...|H:x-x-x-x-x-x-x-x-|O:......x.......x."},
    DrumPattern{disco, 16, "K:x..o..x.x..o..x.|S:....x..-.-..x..-|H:x.xxx.xxx.xxx.xx"},
    DrumPattern{disco, 16, "K:x...x...x...x...|S:....x.......x.o.|O:..x...x...x...x.|P:x..x..x...x.x..."},
    DrumPattern{garage, 16, "K:x.........x.....|S:....x.......x...|H:..x..xx...x..xx.|A:o-o-o-o-o-o-o-o-"},
    DrumPattern{garage, 16, "K:x......x..x.....|S:....x..-.-..x...|H:x.xx.xx.x.xx.xx."},
    DrumPattern{garage, 16, "K:x.........x..x..|S:....x..-....x..-|O:..x...x...x...x.|H:x..xx..xx..xx..x"},
    DrumPattern{garage, 16, "K:x.....x...x.....|S:....x.......x.-.|H:-.x.-.xx-.x.-.xx|P:...o.....o....o."},
    DrumPattern{breakbeat, 16, "K:x.x.......xx....|S:....x..-.-..x..-|H:x.x.x.x.x.x.x.x."},
    DrumPattern{breakbeat, 16, "K:x..x..x...x.....|S:....x.......x..o|H:x.x.x.x.x.x.x.x.|P:...o......o....."},
    DrumPattern{
        breakbeat, 16,
        "K:x.....x..xx.....x..x......x.....|S:....x..-....x.......x..-.-..x.o.|H:x.x.x.x.x.x.x.x.|R:x...x...x...x..."},
    DrumPattern{breakbeat, 16, "K:x.x....x..x.....|S:....x..-.-..x.-.|H:xxxxxxxxxxxxxxxx|O:......x........."},
    DrumPattern{dubstep, 16, "K:x.........x.....|S:........x.......|H:x.x-x.x-x.x-x.xr"},
    DrumPattern{dubstep, 16,
                "K:x.....x.........x..x......x.....|S:........x.......|H:..x...x...x...x.|P:......o......o.."},
    DrumPattern{dubstep, 16,
                "K:x..x............x.........x..x..|S:........x......-|A:o-o-o-o-o-o-o-o-|O:......x........."},
    DrumPattern{dubstep, 16, "K:x.......-.x.....|S:........x.......|H:x..x..x..x..x.xx"},
    DrumPattern{drum_and_bass, 16, "K:x.........x.....|S:....x.......x...|H:x.x.x.x.x.x.x.x."},
    DrumPattern{drum_and_bass, 16, "K:x..x......x.....|S:....x..-.-..x...|R:x.x.x.x.x.x.x.x.|H:.-.-.-.-.-.-.-.-"},
    DrumPattern{drum_and_bass, 16,
                "K:x.........x.....x.x.......x.....|S:....x.......x..-....x..-.-..x...|A:o-o-o-o-o-o-o-o-"},
    DrumPattern{drum_and_bass, 16, "K:x.....x...x.....|S:....x.......x...|H:x-x-x-x-x-x-x-x-|O:..............x."},
    DrumPattern{jungle, 16, "K:x.x.......xx....x.x.......x.....|S:....x..x.x..x..x....x..x.x....x.|H:x.x.x.x.x.x.x.x."},
    DrumPattern{jungle, 16, "K:x..x......xx....x.........x..x..|S:....x..-.x..x..-.-..x..-.-..x.xo|R:x.x.x.x.x.x.x.x."},
    DrumPattern{jungle, 16, "K:x.x.......x.....x.....x...xx....|S:....x..o.o..x.o.....x..o.o..x..r|H:xxxxxxxxxxxxxxxx"},
    DrumPattern{jungle, 16, "K:x......x..x.....x.x.......x.....|S:....x.-.-...x..x..-.x.-..x..x...|O:..x...x...x...x."},
    DrumPattern{trap, 16, "K:x......x..x.....|S:........x.......|H:x.x.x.x.x.x.xrxr"},
    DrumPattern{trap, 16,
                "K:x.....x.......x.x..x..........x.|S:........x.......|H:xxxxxxxrxxxxxxrr|O:......x........."},
    DrumPattern{trap, 16, "K:x..x......x..x..|S:........x......-|H:x.xxx.xrx.xxxrxr|P:..............o."},
    DrumPattern{trap, 16, "K:x.........x.x...|S:........x.......|H:xrx.xrx.x.xrxrxr|A:..o...o...o...o."},
    DrumPattern{hip_hop, 16, "K:x......-..x.....|S:....x.......x...|H:x.x.x.x.x.x.x.x."},
    DrumPattern{hip_hop, 16, "K:x.x....x..x....-|S:....x..-....x...|H:x.x.x.xxx.x.x.x.|P:..............o."},
    DrumPattern{hip_hop, 16, "K:x..x......xx....x..x...x..x.....|S:....x.......x..-|H:x-x-x-x-x-x-x-x-"},
    DrumPattern{hip_hop, 16, "K:x.......-.x..x..|S:....x..-.-..x...|R:x.x.x.x.x.x.x.x."},
    DrumPattern{reggaeton, 16, "K:x...x...x...x...|S:...x..x....x..x.|H:x.x.x.x.x.x.x.x."},
    DrumPattern{reggaeton, 16, "K:x...x...x...x...|S:...x..o....x..x.|A:o-o-o-o-o-o-o-o-|P:x..x..x.x..x..x."},
    DrumPattern{reggaeton, 16, "K:x.......x.......|S:...x..x....x..x.|O:....x.......x...|H:xxxxxxxxxxxxxxxx"},
    DrumPattern{reggaeton, 16, "K:x...x..-x...x...|S:...x..x....x..xo|H:--x---x---x---x-"},
    DrumPattern{reggae, 16, "K:....x.......x...|S:....o.......o...|H:x.x.x.x.x.x.x.x.|P:..-.......-....."},
    DrumPattern{reggae, 16, "K:x...x...x...x...|S:....x.......x...|H:..x...x...x...x.|A:o-o-o-o-o-o-o-o-"},
    DrumPattern{reggae, 16, "K:....x.......x...|S:....x.......x.-.|H:x.xxx.xxx.xxx.xx|P:...o............"},
    DrumPattern{reggae, 16, "K:x...-...x...-...|S:....x..-....x...|H:..x.x.x...x.x.x."},
    DrumPattern{swing, 8, "R:x.x-x.x-|H:..x...x.|K:-...-...|S:...?...?"},
    DrumPattern{swing, 8, "R:x.xox.xo|H:..x...x.|K:-.-.-.-.|S:.?...?.o"},
    DrumPattern{swing, 8, "R:x.x-x.x-x.xxx.x-|H:..x...x.|K:o....?..|S:.....-.?"},
    DrumPattern{swing, 8, "H:x.x-x.x-|S:..o...o.|K:o...o...|P:.......?"},
    DrumPattern{rock, 16, "K:x.......x.x.....|S:....x.......x...|H:x.x.x.x.x.x.x.x."},
    DrumPattern{rock, 16, "K:x.....x.x.......|S:....x.......x...|R:x.x.x.x.x.x.x.x."},
    DrumPattern{rock, 16, "K:x.x.......x.....x.x.....x.x...x.|S:....x.......x...|O:x...x...x...x..."},
    DrumPattern{rock, 16, "K:x..x....x.x.....|S:....x..-....x..-|H:x.x.x.x.x.x.x.x.|P:x...x...x...x..."},
    DrumPattern{pop, 16, "K:x.......x.......|S:....x.......x...|H:x.x.x.x.x.x.x.x."},
    DrumPattern{pop, 16, "K:x...x...x...x...|S:....x.......x...|A:o-o-o-o-o-o-o-o-"},
    DrumPattern{pop, 16, "K:x.....x.....x...x.....x...x.....|S:....x.......x...|H:x-x-x-x-x-x-x-x-"},
    DrumPattern{pop, 16, "K:x.....xx..x.....|S:....x.......x.-.|H:x.x.x.x.x.x.x.xr"},
    DrumPattern{ballad, 16, "K:x.........x.....|S:........x.......|H:x...x...x...x..."},
    DrumPattern{ballad, 16, "K:x.......x.......|S:....o.......o...|R:x...x...x...x..."},
    DrumPattern{ballad, 16, "K:x......x........|S:........o.......|H:x.x.x.x.x.x.x.x."},
    DrumPattern{ballad, 16, "S:....-.......-...|A:o...o...o...o..."},
    DrumPattern{chiptune, 16, "K:x...x...x...x...|S:....x.......x...|H:x.x.x.x.x.x.x.x."},
    DrumPattern{chiptune, 16, "K:x.....x.x.......|S:....x.......x...|H:..x...x...x...x."},
    DrumPattern{chiptune, 16, "K:x.x...x...x.....|S:....x.......x..x|H:xxxxxxxxxxxxxxxx"},
    DrumPattern{chiptune, 16, "K:x.......x.......|S:....x..x....x.xx|H:x...x...x...x..."},
    DrumPattern{synthwave, 16, "K:x...x...x...x...|S:....x.......x...|H:x.x.x.x.x.x.x.x."},
    DrumPattern{synthwave, 16, "K:x.......x.x.....|S:....x.......x...|H:xxxxxxxxxxxxxxxx|T:.............oo."},
    DrumPattern{synthwave, 16, "K:x.....x.x.....x.|S:....x.......x...|O:..x...x...x...x."},
    DrumPattern{synthwave, 16, "K:x...x...x...x.x.|S:....x.......x...|P:x..x..x..x..x.x.|H:-.-.-.-.-.-.-.-."},
    DrumPattern{waltz, 12, "K:x...........|S:....o...o...|H:x...x...x..."},
    DrumPattern{waltz, 12, "K:x...........|S:........x...|R:x...x.x.x..."},
    DrumPattern{waltz, 12, "K:x.......-...|H:..x.x.x.x.x.|S:....-...-..."},
    DrumPattern{waltz, 12, "K:x.........o.|S:....x...x...|A:o-o-o-o-o-o-"},
    DrumPattern{six_eight, 12, "K:x.........x.|S:......x.....|H:x.x.x.x.x.x."},
    DrumPattern{six_eight, 12, "K:x...x.......|S:......x.....|R:x...x.x...x."},
    DrumPattern{six_eight, 12, "K:x.....-...x.|S:......x...-.|A:o-o-o-o-o-o-"},
    DrumPattern{six_eight, 12, "K:x.......x...|S:......x.....|H:x-x-x-x-x-x-"},
    DrumPattern{five_four, 20, "K:x.....x.....x.......|S:....x.......x.......|H:x.x.x.x.x.x.x.x.x.x."},
    DrumPattern{five_four, 20, "K:x...........x.......|S:........x.......x...|R:x.x.x.x.x.x.x.x.x.x."},
    DrumPattern{five_four, 20, "K:x.........x.x.......|S:....x...........x...|H:x...x...x...x...x..."},
    DrumPattern{five_four, 20, "K:x.....x.....x.....x.|S:........x.......x...|A:o-o-o-o-o-o-o-o-o-o-"},
    DrumPattern{seven_eight, 14, "K:x.......x.....|S:....x.......x.|H:x.x.x.x.x.x.x."},
    DrumPattern{seven_eight, 14, "K:x...x.........|S:........x...o.|R:x.x.x.x.x.x.x."},
    DrumPattern{seven_eight, 14, "K:x.....x.......|S:....x.....x...|H:xxxxxxxxxxxxxx"},
    DrumPattern{seven_eight, 14, "K:x...o...x.....|S:..........x...|A:o-o-o-o-o-o-o-"},
};

constexpr std::array kBassFour{"1...1...1...1...", "..1...1...1...1.", "..11..11..11..11", "1..1..1...1.1...",
                               "1-----..1-----..", "1..1..1.8..1..1.", ".111.111.111.111", "1.......1..1..5.",
                               "1.8.1.8.1.8.1.8.", "1.1.1.1.1.1.1.1.", "1--1--1-----1-5-", "1.....1..1..3.5."};
constexpr std::array kBassBroken{"1-----....1-----", "1--1....1-..1...", "1---------------", "1..1......1--5--",
                                 "1-------..1-8-..", "1.....1-....1-5-", "1-1.......1---..", "1-------5---8-7-"};
constexpr std::array kBassSwing{"1-3-5-a-", "1-5-8-a-", "1-3-5-8-", "1-5-3-a-"};
constexpr std::array kBassThree{"1-----------", "1-------5---", "1---5---5---", "1-----1-5---"};
constexpr std::array kBassSix{"1-----5-----", "1---1-5---5-", "1-----1---5-", "1-----8---5-"};
constexpr std::array kBassFive{"1-----1-----5---5---", "1-----------5-------", "1.1...1.1...5...8...",
                               "1---1---1---5---3---"};
constexpr std::array kBassSeven{"1---1---5-----", "1-------5---5-", "1-1-1-1-1-1-1-", "1---5---1-5-1-"};
constexpr std::array kBassSkank{"1...1.1.5...3...", "1-----1-..5-1...", "..1-1---..1-5---", "1..1..1.....5.5."};

constexpr std::array kCompFour{"..x-..x-..x-..x-", "x--x--x---x--x--", "x---------------", "..x...x...x...x.",
                               "x-----x-----x---", ".x..x..x.x..x..x", "x---x---x---x---", "x..x..x.x..x..x."};
constexpr std::array kCompSong{"x-x-x-x-x-x-x-x-", "x---x-x-x---x-x-", "x-------x-------",
                               "x--x--x-x--x--x-", "x-----x-x-----x-", "x---------x-x---"};
constexpr std::array kCompSwing{"x--.x-..", "..x..x--", ".x-...x.", "x-...x--"};
constexpr std::array kCompThree{"....x---x---", "x-----------", "....x-..x-..", "x---x---x---"};
constexpr std::array kCompSix{"x-x-x-x-x-x-", "x-----x-----", "x---x-x---x-", "..x-x-..x-x-"};
constexpr std::array kCompFive{"x-----x-----x---x---", "x-----------x-------", "....x-......x...x...",
                               "x---x---x---x---x---"};
constexpr std::array kCompSeven{"x---x---x-----", "x-------x-----", "x---x---x-x-x-", "x-x-x-x-x-x-x-"};
constexpr std::array kCompSkank{"..x...x...x...x.", "..x...x...x..xx.", "..xx..x...xx..x.", "..x-..x-..x-..x-"};

template <class List>
std::vector<std::string_view> views(const List& list) {
    return {list.begin(), list.end()};
}

Drum drum_of(char letter) {
    switch (letter) {
        case 'K':
            return Drum::kick;
        case 'S':
            return Drum::snare;
        case 'O':
            return Drum::open_hat;
        case 'R':
            return Drum::ride;
        case 'T':
            return Drum::tom;
        case 'P':
            return Drum::perc;
        case 'A':
            return Drum::shaker;
        default:
            return Drum::hat;
    }
}

}  // namespace

std::span<const DrumPattern> all_drum_patterns() { return kDrumPatterns; }

std::vector<Lane> parse_drum_pattern(std::string_view text) {
    std::vector<Lane> lanes;
    while (text.size() > 2) {
        const std::size_t end = text.find('|');
        lanes.push_back({drum_of(text[0]), text.substr(2, end == std::string_view::npos ? end : end - 2)});
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lanes;
}

std::vector<std::string_view> drum_patterns(Groove groove) {
    std::vector<std::string_view> found;
    for (const auto& pattern : kDrumPatterns)
        if (pattern.groove == groove) found.push_back(pattern.text);
    return found;
}

std::vector<std::string_view> bass_patterns(Groove groove) {
    switch (groove) {
        case swing:
            return views(kBassSwing);
        case waltz:
            return views(kBassThree);
        case six_eight:
            return views(kBassSix);
        case five_four:
            return views(kBassFive);
        case seven_eight:
            return views(kBassSeven);
        case reggae:
            return views(kBassSkank);
        case dubstep:
        case drum_and_bass:
        case jungle:
        case trap:
        case hip_hop:
        case garage:
        case breakbeat:
        case ballad:
            return views(kBassBroken);
        default:
            return views(kBassFour);
    }
}

std::vector<std::string_view> comp_patterns(Groove groove) {
    switch (groove) {
        case swing:
            return views(kCompSwing);
        case waltz:
            return views(kCompThree);
        case six_eight:
            return views(kCompSix);
        case five_four:
            return views(kCompFive);
        case seven_eight:
            return views(kCompSeven);
        case reggae:
            return views(kCompSkank);
        case rock:
        case pop:
        case ballad:
        case hip_hop:
        case synthwave:
            return views(kCompSong);
        default:
            return views(kCompFour);
    }
}

}  // namespace stratum::composer
