#include "csv.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace stratum::evaluate {

std::string_view Table::cell(std::size_t row, std::string_view column) const {
    const auto found = std::find(header.begin(), header.end(), column);
    const auto index = static_cast<std::size_t>(found - header.begin());
    if (found == header.end() || row >= rows.size() || index >= rows[row].size()) return {};
    return rows[row][index];
}

bool Table::has(std::string_view column) const {
    return std::find(header.begin(), header.end(), column) != header.end();
}

Result<Table> parse_csv(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    Table table;
    std::vector<std::string> row;
    std::string cell;
    bool quoted = false;
    std::size_t line = 1;
    std::size_t quote_line = 0;
    const auto end_row = [&] {
        row.push_back(std::move(cell));
        cell.clear();
        const bool blank = row.size() == 1 && row[0].empty();
        if (!blank) {
            if (table.header.empty())
                table.header = std::move(row);
            else
                table.rows.push_back(std::move(row));
        }
        row.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') ++line;
        if (quoted) {
            if (c != '"')
                cell += c;
            else if (i + 1 < text.size() && text[i + 1] == '"')
                cell += text[++i];
            else
                quoted = false;
        } else if (c == '"' && cell.empty()) {
            quoted = true;
            quote_line = line;
        } else if (c == ',') {
            row.push_back(std::move(cell));
            cell.clear();
        } else if (c == '\n') {
            end_row();
        } else if (c != '\r') {
            cell += c;
        }
    }
    if (quoted)
        return error(ErrorCode::corrupt, "a quote opened in line " + std::to_string(quote_line) + " is never closed");
    if (!cell.empty() || !row.empty()) end_row();
    if (table.header.empty()) return error(ErrorCode::empty, "the table has no header line");
    return table;
}

Result<Table> read_csv(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return error(ErrorCode::not_found, "cannot read " + path);
    std::ostringstream text;
    text << file.rdbuf();
    auto table = parse_csv(text.str());
    if (!table) return table.error().within("in " + path);
    return table;
}

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string{text};
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string{"\"\""} : std::string(1, c);
    return out + "\"";
}

}  // namespace stratum::evaluate
