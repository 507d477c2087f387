#include "picture.hpp"

#include "sample_report.hpp"
#include "stratum/base/text.hpp"
#include "text_width.hpp"

#include <gmock/gmock.h>
namespace stratum::plot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Caption kCaption{"Midnight Ferry", "The Sample Sisters", "ferry.flac"};

std::string svg_of(const analysis::Report& report, const Caption& caption = kCaption,
                   const PictureOptions& options = {}) {
    const auto bytes = make_picture(report, caption, options, PictureFormat::svg);
    return bytes ? std::string(bytes->begin(), bytes->end()) : bytes.error().text();
}

struct Label {
    std::string text;
    double left, right, top, bottom;
};

/// The value of `name="..."` in an element.
std::string attribute(std::string_view element, std::string_view name) {
    const std::string start = ' ' + std::string{name} + "=\"";
    const std::size_t at = element.find(start);
    if (at == std::string_view::npos) return {};
    const std::size_t from = at + start.size();
    return std::string{element.substr(from, element.find('"', from) - from)};
}

/// Where every text of the picture lies, from the file itself, which has one element a line.
std::vector<Label> labels_of(const std::string& svg) {
    std::vector<Label> labels;
    for (const std::string_view line : split(svg, '\n')) {
        if (!line.starts_with("<text ")) continue;
        const std::size_t close = line.find('>');
        const std::string text{line.substr(close + 1, line.rfind("</text>") - close - 1)};
        const std::string_view element = line.substr(0, close);
        const double x = parse_number(attribute(element, "x")).value();
        const double y = parse_number(attribute(element, "y")).value();
        const double size = parse_number(attribute(element, "font-size")).value();
        const auto weight = attribute(element, "font-weight") == "bold" ? Weight::bold : Weight::regular;
        const double width = text_width(text, size, weight);
        const std::string anchor = attribute(element, "text-anchor");
        const double left = anchor == "end" ? x - width : anchor == "middle" ? x - width / 2.0 : x;
        labels.push_back({text, left, left + width, y - 0.73 * size, y});  // 0.73 em: height of capitals and digits
    }
    return labels;
}

void expect_nothing_overlaps(const std::string& svg, double width, double height) {
    const std::vector<Label> labels = labels_of(svg);
    ASSERT_GT(labels.size(), 10U);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const Label& a = labels[i];
        EXPECT_GE(a.left, 0.0) << a.text;
        EXPECT_LE(a.right, width) << a.text;
        EXPECT_LE(a.bottom, height) << a.text;
        for (std::size_t j = i + 1; j < labels.size(); ++j) {
            const Label& b = labels[j];
            const bool apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            EXPECT_TRUE(apart) << '"' << a.text << "\" lies over \"" << b.text << '"';
        }
    }
}

TEST(Picture, SaysWhatTheRecordingIs) {
    const std::string svg = svg_of(sample_report(372.0));
    for (const char* text :
         {"Midnight Ferry", "The Sample Sisters", "124.00 BPM", "A minor", "Camelot 8A", "Open Key 1m",
          "\xe2\x88\x92"
          "9.2 LUFS",
          "range 7.1 LU", "7 of 10", "6:12", "A4 = 439.0 Hz", "44.1 kHz"})
        EXPECT_THAT(svg, HasSubstr(text));
    EXPECT_THAT(svg, HasSubstr("A minor \xc2\xb7 8A"));  // in the row of keys
}

class EverySize : public testing::TestWithParam<std::pair<int, int>> {};
INSTANTIATE_TEST_SUITE_P(Sizes, EverySize,
                         testing::Values(std::pair{1600, 900}, std::pair{640, 480}, std::pair{1024, 1400},
                                         std::pair{4000, 600}, std::pair{3840, 2160}));

TEST_P(EverySize, NoTextLiesOverAnother) {
    const auto [width, height] = GetParam();
    for (const double seconds : {0.4, 7.0, 372.0, 36000.0}) {
        SCOPED_TRACE(seconds);
        expect_nothing_overlaps(svg_of(sample_report(seconds), kCaption, {.width = width, .height = height}), width,
                                height);
    }
}

TEST(Picture, ElidesTitlesThatAreTooLong) {
    const std::string svg = svg_of(sample_report(60.0), {std::string(400, 'W'), std::string(400, 'M'), "f.wav"});
    expect_nothing_overlaps(svg, 1600, 900);
    EXPECT_THAT(svg, HasSubstr("W\xe2\x80\xa6"));
}

TEST(Picture, NamesRegionsWhereTheTempoChanges) {
    analysis::Report report = sample_report(100.0);
    report.rhythm->grid->kind = analysis::GridKind::piecewise;
    report.rhythm->grid->regions = {{Seconds{0.0}, Seconds{50.0}, Seconds{0.6}, Bpm{124.0}},
                                    {Seconds{50.0}, Seconds{50.2}, Seconds{50.0}, Bpm{125.0}},
                                    {Seconds{50.2}, Seconds{100.0}, Seconds{50.2}, Bpm{140.25}}};
    const std::string svg = svg_of(report);
    EXPECT_THAT(svg, HasSubstr(">140.25 BPM<"));
    EXPECT_THAT(svg, HasSubstr("3 regions"));
    expect_nothing_overlaps(svg, 1600, 900);
}

TEST(Picture, SaysWhatIsMissing) {
    analysis::Report report;
    report.duration = Seconds{12.0};
    report.rate = SampleRate{48000};
    report.channels = 1;
    EXPECT_THAT(svg_of(report), HasSubstr("the waveform was not analysed"));
    report.rhythm.emplace();
    report.harmony.emplace();
    report.loudness.emplace();
    const std::string svg = svg_of(report, {"", "", "noise.wav"});
    for (const char* text : {"noise.wav", "no beats heard", "no key heard", "no pitches heard", "below the gate"})
        EXPECT_THAT(svg, HasSubstr(text));
    expect_nothing_overlaps(svg, 1600, 900);
}

TEST(Picture, ShowsTheStretchThatWasAskedFor) {
    const std::string svg = svg_of(sample_report(372.0), kCaption, {.from = Seconds{60.0}, .to = Seconds{75.0}});
    EXPECT_THAT(svg, HasSubstr("shown: 1:00 to 1:15"));
    EXPECT_THAT(svg, HasSubstr(">1:07<"));
    EXPECT_THAT(svg, Not(HasSubstr(">0:30<")));
    expect_nothing_overlaps(svg, 1600, 900);
}

TEST(Picture, StaysSmallForTenHours) {
    EXPECT_LT(svg_of(sample_report(36000.0)).size(), 600'000U);  // as for a song: the pixels limit it, not the length
}

TEST(Picture, RefusesWhatCannotBeDrawn) {
    const analysis::Report report = sample_report(10.0);
    const auto code = [&](const PictureOptions& options) {
        return make_picture(report, kCaption, options, PictureFormat::svg).error().code;
    };
    EXPECT_EQ(code({.width = 0}), ErrorCode::invalid_argument);
    EXPECT_EQ(code({.height = 100000}), ErrorCode::invalid_argument);
    EXPECT_EQ(code({.from = Seconds{5.0}, .to = Seconds{4.0}}), ErrorCode::invalid_argument);
    EXPECT_EQ(code({.from = Seconds{11.0}}), ErrorCode::invalid_argument);
    EXPECT_EQ(make_picture({}, kCaption, {}, PictureFormat::svg).error().code, ErrorCode::empty);
}

TEST(Picture, SurvivesReportsWhosePartsDisagree) {
    analysis::Report report = sample_report(20.0);
    report.waveform->low.resize(3);
    report.harmony->chromagram.values.resize(31);
    report.loudness->curve_hop = Seconds{0.0};
    report.rhythm->grid->beats = {Seconds{5.0}, Seconds{5.0}, Seconds{1e12}};
    report.rhythm->grid->downbeats = {Seconds{-3.0}};
    report.silence->trailing = Seconds{1e9};
    EXPECT_THAT(svg_of(report), HasSubstr("</svg>"));
}

TEST(Picture, IsTheSameFileTwice) { EXPECT_EQ(svg_of(sample_report(90.0)), svg_of(sample_report(90.0))); }

TEST(Picture, DrawsPng) {
    const auto png = make_picture(sample_report(372.0), kCaption, {.theme = ThemeKind::dark}, PictureFormat::png);
    if (!png && png.error().code == ErrorCode::unsupported) GTEST_SKIP() << png.error().text();
    ASSERT_TRUE(png) << png.error().text();
    const Bytes size{png->begin() + 16, png->begin() + 24};
    EXPECT_EQ(size, (Bytes{0, 0, 6, 64, 0, 0, 3, 132}));  // 1600 and 900, as the header of a PNG has them
    EXPECT_GT(png->size(), 20'000U) << "an empty page";
}

}  // namespace
}  // namespace stratum::plot
