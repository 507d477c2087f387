#include "commands.hpp"
#include "stratum/base/os/temp.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <gmock/gmock.h>
#include <numbers>
#include <sstream>

namespace stratum::pitch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// Fills options in as the program's parser would.
class Given final : public OptionSink {
  public:
    Given(std::vector<std::string> files, std::vector<std::string> flags, std::optional<double> lowest)
        : files_(std::move(files)), flags_(std::move(flags)), lowest_(lowest) {}
    void flag(const OptionInfo& info, bool& place) override {
        place = std::ranges::find(flags_, info.names) != flags_.end();
    }
    void text(const OptionInfo&, std::optional<std::string>&) override {}
    void integer(const OptionInfo&, std::optional<std::int64_t>&) override {}
    void number(const OptionInfo& info, std::optional<double>& place) override {
        if (info.names == "--lowest") place = lowest_;
    }
    void list(const OptionInfo&, std::vector<std::string>&) override {}
    void positional(const OptionInfo&, std::string&, Presence) override {}
    void positionals(const OptionInfo&, std::vector<std::string>& place, Presence) override { place = files_; }

  private:
    std::vector<std::string> files_;
    std::vector<std::string> flags_;
    std::optional<double> lowest_;
};

void put(std::ostream& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out.put(static_cast<char>(value >> (8 * i) & 255U));
}

class PitchCommandTest : public testing::Test {
  protected:
    /// A second of A4 with a second harmonic, 16 bits, mono.
    std::string sung() {
        const std::string path = folder_.path() + "/a4.wav";
        constexpr std::uint32_t kRate = 22050;
        std::ofstream out{path, std::ios::binary};
        out << "RIFF";
        put(out, 36 + 2 * kRate, 4);
        out << "WAVEfmt ";
        put(out, 16, 4);
        put(out, 1, 2);
        put(out, 1, 2);
        put(out, kRate, 4);
        put(out, 2 * kRate, 4);
        put(out, 2, 2);
        put(out, 16, 2);
        out << "data";
        put(out, 2 * kRate, 4);
        for (std::uint32_t n = 0; n < kRate; ++n) {
            const double phase = 2.0 * std::numbers::pi * 440.0 * n / kRate;
            const double x = 8000.0 * std::sin(phase) + 4000.0 * std::sin(2.0 * phase);
            put(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(x))), 2);
        }
        return path;
    }

    Result<int> run(std::vector<std::string> files, std::vector<std::string> flags = {},
                    std::optional<double> lowest = {}) {
        out_.str({});
        err_.str({});
        std::istringstream in;
        CommandContext context{.out = {.stream = out_}, .err = {.stream = err_}, .in = in};
        const auto command = make_pitch_command();
        Given given{std::move(files), std::move(flags), lowest};
        command->declare(given);
        return command->run(context);
    }

    os::TempFolder folder_ = *os::TempFolder::make();
    std::ostringstream out_;
    std::ostringstream err_;
};

TEST_F(PitchCommandTest, PrintsTheNotesOfAFile) {
    const auto done = run({sung()});
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_THAT(out_.str(), HasSubstr("A4 +0"));
    EXPECT_THAT(out_.str(), Not(HasSubstr("a4.wav")));
    ASSERT_TRUE(run({sung(), sung()}));
    EXPECT_THAT(out_.str(), HasSubstr("a4.wav"));
}

TEST_F(PitchCommandTest, PrintsCurveAndJson) {
    ASSERT_TRUE(run({sung()}, {"--curve"}));
    EXPECT_THAT(out_.str(), StartsWith("time,hertz,confidence,voiced\n0.0000,"));
    ASSERT_TRUE(run({sung()}, {"--json"}));
    EXPECT_THAT(out_.str(), StartsWith("{\"schema\":\"stratum.pitch/1\""));
}

TEST_F(PitchCommandTest, RefusesWhatDoesNotGoTogether) {
    EXPECT_FALSE(run({sung()}, {"--curve", "--json"}));
    EXPECT_FALSE(run({sung(), sung()}, {"--curve"}));
    EXPECT_FALSE(run({sung()}, {}, 5.0));
}

TEST_F(PitchCommandTest, NamesTheFileThatFailsAndHearsTheOthers) {
    const std::string none = folder_.path() + "/none.wav";
    EXPECT_EQ(run({none, sung()}).value(), 1);
    EXPECT_THAT(err_.str(), HasSubstr(none + ": "));
    EXPECT_THAT(out_.str(), HasSubstr("A4 +0"));
}

}  // namespace
}  // namespace stratum::pitch
