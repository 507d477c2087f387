#include "print.hpp"

#include "csv.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <tuple>

namespace stratum::evaluate {
namespace {

std::string padded(std::string text, std::size_t width, bool right = false) {
    if (text.size() >= width) return text;
    const std::string blanks(width - text.size(), ' ');
    return right ? blanks + text : text + blanks;
}

std::string value_text(double value, bool share) {
    return share ? format_fixed(100.0 * value, 1) + " %" : format_fixed(value, 3);
}

const Measure* measure_named(std::string_view name) {
    for (const Measure& measure : all_measures())
        if (measure.name == name) return &measure;
    return nullptr;
}

void print_summary(std::ostream& out, const Summary& summary) {
    out << summary.name << ": " << summary.files << " files, " << format_duration(summary.duration);
    if (summary.refused > 0) out << ", " << summary.refused << " without an answer";
    out << '\n';
    for (const auto& [name, estimate] : summary.measures) {
        const Measure& measure = *measure_named(name);
        out << "  " << padded(std::string{measure.title}, 26)
            << padded(value_text(estimate.mean, measure.share), 9, true) << "   n "
            << padded(std::to_string(estimate.n), 4, true) << "   95 %: " << value_text(estimate.low, measure.share)
            << " to " << value_text(estimate.high, measure.share) << '\n';
    }
    out << '\n';
}

void print_octaves(std::ostream& out, const Summary& summary) {
    if (!summary.sure_when_right) return;
    out << "median confidence of right tempi " << format_fixed(*summary.sure_when_right, 2);
    if (summary.sure_when_octave)
        out << ", of the " << summary.octave_errors << " octave errors " << format_fixed(*summary.sure_when_octave, 2);
    out << "\n\n";
}

void print_reliability(std::ostream& out, const char* title, const Reliability& table) {
    if (table.n == 0) return;
    out << "confidence of " << title << ": n " << table.n << ", expected calibration error "
        << format_fixed(table.expected_error, 3) << '\n';
    for (const ReliabilityBin& bin : table.bins) {
        if (bin.n == 0) continue;
        out << "  " << format_fixed(bin.from, 1) << " to " << format_fixed(bin.to, 1) << "  said "
            << format_fixed(bin.confidence, 2) << "  right " << format_fixed(bin.right, 2) << "  n " << bin.n << '\n';
    }
    out << '\n';
}

double badness(const FileScore& score) {
    double sum = 0.0;
    for (const char* name : {"tempo_acc1", "beat_f", "downbeat_f", "key_mirex", "chord_majmin"})
        if (const auto found = score.values.find(name); found != score.values.end()) sum += 1.0 - found->second;
    return sum;
}

void print_worst(std::ostream& out, const Evaluation& evaluation, int worst) {
    std::vector<const FileScore*> files;
    for (const FileScore& score : evaluation.files)
        if (badness(score) > 0.3) files.push_back(&score);
    std::sort(files.begin(), files.end(), [](auto* a, auto* b) {
        const double left = badness(*a);
        const double right = badness(*b);
        return left != right ? left > right : std::tie(a->set, a->file) < std::tie(b->set, b->file);
    });
    if (files.size() > static_cast<std::size_t>(worst)) files.resize(static_cast<std::size_t>(worst));
    if (files.empty()) return;
    out << "worst files:\n";
    for (const FileScore* score : files) {
        out << "  " << score->set << "/" << score->file << ": ";
        if (score->true_bpm)
            out << format_fixed(*score->true_bpm, 2) << " BPM heard as "
                << (score->bpm ? format_fixed(*score->bpm, 2) : std::string{"none"}) << "; ";
        if (const auto f = score->values.find("beat_f"); f != score->values.end())
            out << "beat F " << format_fixed(f->second, 2) << "; ";
        if (const auto chords = score->values.find("chord_majmin"); chords != score->values.end())
            out << "chords majmin " << format_fixed(chords->second, 2) << "; ";
        if (!score->true_key.empty())
            out << score->true_key << " heard as " << (score->key.empty() ? "none" : score->key) << "; ";
        out << score->failure << '\n';
    }
    out << '\n';
}

void print_peers(std::ostream& out, const std::vector<PeerComparison>& peers) {
    if (peers.empty()) return;
    out << "against the answers of others, on the same files (tempo Acc1; beat F):\n";
    for (const PeerComparison& peer : peers) {
        out << "  " << padded(peer.tool, 24) << "n " << padded(std::to_string(peer.n), 3, true) << "  both right "
            << padded(std::to_string(peer.both_right), 3, true) << "  only Stratum "
            << padded(std::to_string(peer.only_us), 3, true) << "  only they "
            << padded(std::to_string(peer.only_them), 3, true) << "  by chance " << format_fixed(peer.chance, 3);
        if (peer.key_difference.n > 0)
            out << "  key " << format_fixed(peer.our_key.mean, 3) << " to " << format_fixed(peer.their_key.mean, 3)
                << " (difference 95 %: " << format_fixed(peer.key_difference.low, 3) << " to "
                << format_fixed(peer.key_difference.high, 3) << ", n " << peer.key_difference.n << ")";
        if (peer.beat_f_difference.n > 0)
            out << "  F " << format_fixed(peer.our_beat_f.mean, 3) << " to " << format_fixed(peer.their_beat_f.mean, 3)
                << " (difference 95 %: " << format_fixed(peer.beat_f_difference.low, 3) << " to "
                << format_fixed(peer.beat_f_difference.high, 3) << ", n " << peer.beat_f_difference.n << ")";
        out << '\n';
        for (const std::string& file : peer.theirs_only) out << "      only they: " << file << '\n';
    }
    out << '\n';
}

void write_summary(JsonWriter& w, const Summary& summary) {
    w.begin_object();
    w.member("name", summary.name);
    w.member("files", summary.files);
    w.member("without_answer", summary.refused);
    w.member("audio_seconds", summary.duration);
    w.member("wall_seconds", summary.seconds);
    w.key("measures");
    w.begin_object();
    for (const auto& [name, estimate] : summary.measures) w.member(name, estimate);
    w.end_object();
    w.member("octave_errors", summary.octave_errors);
    w.member("median_confidence_right", summary.sure_when_right);
    w.member("median_confidence_octave_errors", summary.sure_when_octave);
    w.key("reliability");
    w.begin_object();
    w.member("tempo", summary.tempo);
    w.member("beats", summary.beats);
    w.member("key", summary.key);
    w.member("section_borders", summary.borders);
    w.member("chords", summary.chords);
    w.end_object();
    w.end_object();
}

}  // namespace

void print_tables(std::ostream& out, const Evaluation& evaluation, int worst) {
    for (const Summary& summary : evaluation.sets) print_summary(out, summary);
    for (const Summary& summary : evaluation.groups) print_summary(out, summary);
    if (evaluation.sets.size() > 1) print_summary(out, evaluation.pooled);
    print_reliability(out, "the tempo (right: Acc1)", evaluation.pooled.tempo);
    print_octaves(out, evaluation.pooled);
    print_reliability(out, "the beats (right: F of at least 0.8)", evaluation.pooled.beats);
    print_reliability(out, "the key (right: exact)", evaluation.pooled.key);
    print_reliability(out, "the borders of sections (right: within 3 s)", evaluation.pooled.borders);
    print_reliability(out, "the chords (right: sevenths, most of the time)", evaluation.pooled.chords);
    print_peers(out, evaluation.peers);
    print_worst(out, evaluation, worst);
    if (evaluation.skipped_midi > 0)
        out << evaluation.skipped_midi << " MIDI files were skipped; --soundfont FILE renders them\n";
}

std::string to_json_text(const Evaluation& evaluation) {
    JsonWriter w{2};
    w.begin_object();
    w.key("sets");
    w.begin_array();
    for (const Summary& summary : evaluation.sets) write_summary(w, summary);
    w.end_array();
    w.key("groups");
    w.begin_array();
    for (const Summary& summary : evaluation.groups) write_summary(w, summary);
    w.end_array();
    w.key("pooled");
    write_summary(w, evaluation.pooled);
    w.member("peers", evaluation.peers);
    w.member("skipped_midi", evaluation.skipped_midi);
    w.key("files");
    w.begin_array();
    for (const FileScore& score : evaluation.files) {
        w.begin_object();
        w.member("set", score.set);
        w.member("file", score.file);
        if (!score.failure.empty()) w.member("failure", score.failure);
        w.member("true_bpm", score.true_bpm);
        w.member("bpm", score.bpm);
        if (!score.true_key.empty()) w.member("true_key", score.true_key);
        if (!score.key.empty()) w.member("key", score.key);
        for (const auto& [name, value] : score.values) w.member(name, value);
        w.end_object();
    }
    w.end_array();
    w.end_object();
    return w.take() + "\n";
}

std::string to_csv_text(const Evaluation& evaluation) {
    const auto number = [](const std::optional<double>& value, int digits) {
        return value ? format_fixed(*value, digits) : std::string{};
    };
    const auto confidence = [](const std::optional<Judged>& judged) {
        return judged ? format_fixed(judged->confidence, 4) : std::string{};
    };
    std::string text = "set,file,group,failure,true_bpm,bpm,true_key,key";
    for (const Measure& measure : all_measures()) text += "," + std::string{measure.name};
    text += ",tempo_confidence,grid_confidence,key_confidence,audio_seconds,wall_seconds\n";
    for (const FileScore& score : evaluation.files) {
        text += csv_cell(score.set) + "," + csv_cell(score.file) + "," + csv_cell(score.group) + "," +
                csv_cell(score.failure) + "," + number(score.true_bpm, 4) + "," + number(score.bpm, 4) + "," +
                score.true_key + "," + score.key;
        for (const Measure& measure : all_measures()) {
            const auto found = score.values.find(std::string{measure.name});
            text += "," +
                    (found == score.values.end() ? std::string{} : format_fixed(found->second, measure.share ? 0 : 4));
        }
        text += "," + confidence(score.tempo) + "," + confidence(score.beats) + "," + confidence(score.key_judged) +
                "," + format_fixed(score.duration, 3) + "," + format_fixed(score.seconds, 3) + "\n";
    }
    return text;
}

}  // namespace stratum::evaluate
