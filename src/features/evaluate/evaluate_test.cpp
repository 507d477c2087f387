#include "evaluate.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace stratum::evaluate {
namespace {

namespace fs = std::filesystem;

/// A folder of its own with one set in it.
class Evaluate : public testing::Test {
  protected:
    Evaluate() {
        std::string name = (fs::temp_directory_path() / "stratum-eval-XXXXXX").string();
        root_ = mkdtemp(name.data());
        fs::create_directories(root_ / "little/beats");
        write("little/truth.csv",
              "file,bpm,key,beats_file,downbeats_file,chords_file,style,split,kind\n"
              "right.wav,120,A:min,beats/a.beats,beats/a.downbeats,,house,test,constant\n"
              "half.wav,120,C:maj,beats/a.beats,,,house,test,constant\n"
              "off.wav,120,,beats/a.beats,,,rock,tune,constant\n"
              "still.wav,,,,,,ambient,test,beatless\n"
              "broken.wav,120,,,,,rock,test,\n"
              "noise.txt,120,,,,,rock,test,\n"
              "song.mid,120,,,,,rock,test,\n");
        std::string beats;
        std::string downbeats;
        for (int i = 0; i < 60; ++i) beats += std::to_string(0.1 + 0.5 * i) + "\n";
        for (int i = 0; i < 60; i += 4) downbeats += std::to_string(0.1 + 0.5 * i) + "\t1\n";
        write("little/beats/a.beats", beats);
        write("little/beats/a.downbeats", downbeats);
    }
    ~Evaluate() override { fs::remove_all(root_); }
    void write(const std::string& name, const std::string& text) const { std::ofstream{root_ / name} << text; }

    static std::vector<Answer> hear(const Truth&, const std::string& path) { return {answer_to(path)}; }
    static Answer answer_to(const std::string& path) {
        Answer answer;
        answer.duration = 30.0;
        const std::string name = fs::path{path}.filename().string();
        const auto grid = [&](double start, double period) {
            for (double t = start; t < 30.0; t += period) answer.beats.push_back(t);
        };
        if (name == "broken.wav") return answer.failure = error(ErrorCode::corrupt, "it is broken"), answer;
        if (name == "noise.txt") return answer.failure = error(ErrorCode::unsupported, "no audio"), answer;
        if (name == "still.wav") return answer;
        answer.bpm = 120.02;
        answer.tempo_confidence = 0.9;
        answer.beats_per_bar = 4;
        if (name == "right.wav") {
            grid(0.11, 0.5);
            for (std::size_t i = 0; i < answer.beats.size(); i += 4) answer.downbeats.push_back(answer.beats[i]);
            answer.key = analysis::Key{9, analysis::Mode::minor};
            answer.key_confidence = 0.8;
        } else if (name == "half.wav") {
            answer.bpm = 60.0;
            grid(0.1, 1.0);
            answer.key = analysis::Key{7, analysis::Mode::major};
        } else {
            grid(0.35, 0.5);
        }
        return answer;
    }
    static double measure(const Summary& summary, std::string_view name) {
        for (const auto& [measure_name, estimate] : summary.measures)
            if (measure_name == name) return estimate.mean;
        return -1.0;
    }

    fs::path root_;
};

}  // namespace

TEST_F(Evaluate, JudgesEachAnswerByWhatIsKnown) {
    const auto result = evaluate({(root_ / "little").string()}, {}, hear);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->skipped_midi, 1);
    ASSERT_EQ(result->files.size(), 6U);
    EXPECT_EQ(result->sets.front().name, "little");
    // right and off of right, half, off, broken; the text file is refused and not scored.
    EXPECT_DOUBLE_EQ(measure(result->pooled, "tempo_acc1"), 0.5);
    EXPECT_DOUBLE_EQ(measure(result->pooled, "tempo_acc2"), 0.75);
    EXPECT_DOUBLE_EQ(measure(result->pooled, "tempo_half"), 0.25);
    EXPECT_DOUBLE_EQ(measure(result->pooled, "tempo_missing"), 0.25);
    EXPECT_DOUBLE_EQ(measure(result->pooled, "tempo_within_005"), 0.5);
    EXPECT_DOUBLE_EQ(measure(result->pooled, "beatless_quiet"), 1.0);
    EXPECT_DOUBLE_EQ(measure(result->pooled, "half_beat_off"), 1.0 / 3.0);
    EXPECT_DOUBLE_EQ(measure(result->pooled, "key_exact"), 0.5);
    EXPECT_DOUBLE_EQ(measure(result->pooled, "key_mirex"), 0.75);
    EXPECT_DOUBLE_EQ(measure(result->pooled, "metre_right"), 1.0);
    EXPECT_EQ(result->pooled.refused, 2);
    // right: every beat 10 ms late, F 1; half: P 1, R 1/2, F 2/3 (25 of 50 beats after 5 s); off: 0.
    EXPECT_NEAR(measure(result->pooled, "beat_f"), (1.0 + 2.0 / 3.0) / 3.0, 1e-9);
    EXPECT_EQ(result->pooled.tempo.n, 3);
}

TEST_F(Evaluate, AnswersTheSameForAnyNumberOfJobs) {
    EvaluateOptions many;
    many.jobs = 5;
    const auto one = evaluate({root_.string()}, {}, hear);
    const auto five = evaluate({root_.string()}, many, hear);
    ASSERT_TRUE(one);
    ASSERT_TRUE(five);
    EXPECT_EQ(to_json_text(*one), to_json_text(*five));
}

TEST_F(Evaluate, KeepsToTheSplitAndGroupsByAColumn) {
    EvaluateOptions options;
    options.split = "test";
    options.score.by = "style";
    const auto result = evaluate({root_.string()}, options, hear);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->files.size(), 5U);
    ASSERT_EQ(result->groups.size(), 3U);
    EXPECT_EQ(result->groups[0].name, "house");
    EXPECT_EQ(result->groups[0].files, 2);
}

TEST_F(Evaluate, ComparesWithRecordedAnswersFileByFile) {
    write("peers.csv",
          "set,file,true_bpm,tool,bpm,beat_f,downbeat_f\n"
          "little,right.wav,120,other,60.0,0.5,\n"
          "little,half.wav,120,other,120.0,0.9,\n"
          "elsewhere,right.wav,120,other,120.0,0.9,\n");
    EvaluateOptions options;
    options.peers = (root_ / "peers.csv").string();
    const auto result = evaluate({root_.string()}, options, hear);
    ASSERT_TRUE(result) << result.error().text();
    ASSERT_EQ(result->peers.size(), 1U);
    EXPECT_EQ(result->peers[0].n, 2);
    EXPECT_EQ(result->peers[0].only_us, 1);
    EXPECT_EQ(result->peers[0].only_them, 1);
    EXPECT_THAT(result->peers[0].theirs_only, testing::ElementsAre("little/half.wav"));
    std::ostringstream out;
    print_tables(out, *result, 5);
    EXPECT_NE(out.str().find("only they: little/half.wav"), std::string::npos);
}

TEST_F(Evaluate, JudgesBeatsAndKeysOfOthersLikeOurs) {
    write("peers.csv",
          "set,file,tool,bpm,beats_file,key\n"
          "little,right.wav,good,120,little/beats/a.beats,A:min\n"
          "little,right.wav,poor,-,off.beats,C:maj\n"
          "little,half.wav,good,120,little/beats/a.beats,\n");
    std::string off;
    for (int i = 0; i < 60; ++i) off += std::to_string(0.35 + 0.5 * i) + "\n";
    write("off.beats", off);
    EvaluateOptions options;
    options.peers = (root_ / "peers.csv").string();
    const auto result = evaluate({root_.string()}, options, hear);
    ASSERT_TRUE(result) << result.error().text();
    ASSERT_EQ(result->peers.size(), 2U);
    const PeerComparison& good = result->peers[0];
    EXPECT_EQ(good.n, 2);
    EXPECT_EQ(good.their_acc1.mean, 1.0);
    EXPECT_EQ(good.their_beat_f.mean, 1.0);
    EXPECT_EQ(good.their_key.n, 1);
    EXPECT_EQ(good.their_key.mean, 1.0);
    const PeerComparison& poor = result->peers[1];
    EXPECT_EQ(poor.n, 0) << "a tool without a tempo is not asked for one";
    EXPECT_EQ(poor.their_beat_f.mean, 0.0);
    EXPECT_NEAR(poor.their_key.mean, 0.3, 1e-9);  // the relative key
    EXPECT_NEAR(poor.key_difference.mean, 0.7, 1e-9);
    fs::remove(root_ / "off.beats");
    EXPECT_EQ(evaluate({root_.string()}, options, hear).error().code, ErrorCode::not_found);
}

TEST_F(Evaluate, JudgesPartsByWhatIsTrueOfThem) {
    EvaluateOptions options;
    options.in_parts = true;
    options.split = "tune";
    const auto in_parts = [](const Truth&, const std::string&) {
        std::vector<Answer> parts(2);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            parts[i].start = 15.0 * static_cast<double>(i);
            parts[i].duration = 15.0;
            parts[i].bpm = i == 0 ? 120.0 : 60.0;
            parts[i].tempo_confidence = i == 0 ? 0.9 : 0.4;
            for (double beat = 0.1; beat < 15.0; beat += 0.5) parts[i].beats.push_back(beat);
        }
        return parts;
    };
    const auto result = evaluate({root_.string()}, options, in_parts);
    ASSERT_TRUE(result) << result.error().text();
    ASSERT_EQ(result->files.size(), 2U);
    EXPECT_EQ(result->files[1].file, "off.wav#15-30");
    EXPECT_EQ(result->files[0].values.at("tempo_acc1"), 1.0);
    EXPECT_EQ(result->files[1].values.at("tempo_acc1"), 0.0);
    EXPECT_EQ(result->files[1].values.at("beat_f"), 1.0);
    EXPECT_EQ(result->pooled.octave_errors, 1);
    EXPECT_EQ(result->pooled.sure_when_octave, 0.4);
    EXPECT_EQ(result->pooled.sure_when_right, 0.9);
}

TEST_F(Evaluate, RefusesATableWhoseAnnotationIsMissing) {
    fs::remove(root_ / "little/beats/a.downbeats");
    const auto result = evaluate({root_.string()}, {}, hear);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().text().find("a.downbeats"), std::string::npos);
}

TEST_F(Evaluate, RefusesAValueThatItDoesNotUnderstand) {
    fs::create_directories(root_ / "odd");
    for (const char* row : {"right.wav,abc,,,,", "right.wav,120,H moll,,,"}) {
        write("odd/truth.csv", std::string{"file,bpm,key,beats_file,downbeats_file,chords_file\n"} + row + "\n");
        const auto result = evaluate({(root_ / "odd").string()}, {}, hear);
        ASSERT_FALSE(result) << row;
        EXPECT_EQ(result.error().code, ErrorCode::corrupt);
        EXPECT_NE(result.error().text().find("right.wav"), std::string::npos);
    }
}

TEST_F(Evaluate, ReadsSectionsAndRefusesTheOnesThatOverlap) {
    fs::create_directories(root_ / "parts/sections");
    write("parts/truth.csv", "file,sections_file\na.wav,sections/a.lab\n");
    write("parts/sections/a.lab", "# start end label\n0.5\t10\tintro\n10 20.25 first verse\n\n");
    const auto rows = read_truth((root_ / "parts").string());
    ASSERT_TRUE(rows) << rows.error().text();
    ASSERT_EQ(rows->front().sections.size(), 2U);
    EXPECT_EQ(rows->front().sections[1].end, 20.25);
    EXPECT_EQ(rows->front().sections[1].label, "first verse");
    EXPECT_TRUE(rows->front().known());
    for (const char* bad : {"0 10 a\n9 20 b\n", "0 10\n", "10 5 a\n", "-1 5 a\n", "zero 5 a\n", "", "0 nan a\n"}) {
        write("parts/sections/a.lab", bad);
        const auto refused = read_truth((root_ / "parts").string());
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(refused.error().code, ErrorCode::corrupt);
        EXPECT_NE(refused.error().text().find("a.lab"), std::string::npos);
    }
    fs::remove(root_ / "parts/sections/a.lab");
    EXPECT_EQ(read_truth((root_ / "parts").string()).error().code, ErrorCode::not_found);
}

TEST_F(Evaluate, NamesTheSplitsThatThereAre) {
    EvaluateOptions options;
    options.split = "nope";
    const auto result = evaluate({root_.string()}, options, hear);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().text().find("there are test, tune"), std::string::npos) << result.error().text();
    options.split.reset();
    options.score.by = "nope";
    EXPECT_EQ(evaluate({root_.string()}, options, hear).error().code, ErrorCode::not_found);
}

TEST_F(Evaluate, SaysWhereNoTruthIs) {
    fs::create_directories(root_ / "empty");
    EXPECT_EQ(evaluate({(root_ / "empty").string()}, {}, hear).error().code, ErrorCode::not_found);
    EXPECT_EQ(evaluate({(root_ / "nowhere").string()}, {}, hear).error().code, ErrorCode::not_found);
}

TEST_F(Evaluate, WritesOneCsvLineAFile) {
    const auto result = evaluate({root_.string()}, {}, hear);
    ASSERT_TRUE(result);
    const auto table = parse_csv(to_csv_text(*result));
    ASSERT_TRUE(table);
    EXPECT_EQ(table->rows.size(), 6U);
    EXPECT_EQ(table->cell(0, "tempo_acc1"), "1");
    EXPECT_EQ(table->cell(4, "failure"), "it is broken");
}

}  // namespace stratum::evaluate
