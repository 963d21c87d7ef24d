#include "core/plugin/elf_file.hpp"

#include <elf.h>
#include <link.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace patchbay {
namespace {

using FileHeader = ElfW(Ehdr);
using SegmentHeader = ElfW(Phdr);
using SectionHeader = ElfW(Shdr);
using Symbol = ElfW(Sym);

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#elif defined(__riscv)
constexpr std::uint16_t kMachine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr std::uint16_t kMachine = EM_PPC64;
#elif defined(__s390x__)
constexpr std::uint16_t kMachine = EM_S390;
#else
#error "name this machine's ELF number here"
#endif
constexpr unsigned char kClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
constexpr unsigned char kByteOrder =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

constexpr const char* kNotElf = "is no ELF file";
constexpr const char* kCutOff = "is cut off";
constexpr const char* kOtherMachine = "is built for another machine";

/// Whether `count` records of `size` bytes at `offset` lie inside; no sum can overflow.
bool liesInside(std::string_view bytes, std::uint64_t offset, std::uint64_t count,
                std::uint64_t size) {
  if (offset > bytes.size()) return false;
  return size == 0 || count <= (bytes.size() - offset) / size;
}

template <typename Header>
Header readHeader(std::string_view bytes, std::uint64_t offset) {
  Header header;
  std::memcpy(&header, bytes.data() + offset, sizeof header);
  return header;
}

bool segmentsLieInside(std::string_view bytes, const FileHeader& file) {
  if (file.e_phentsize != sizeof(SegmentHeader)) return false;
  if (!liesInside(bytes, file.e_phoff, file.e_phnum, sizeof(SegmentHeader))) return false;
  for (std::uint64_t i = 0; i < file.e_phnum; ++i) {
    const auto segment = readHeader<SegmentHeader>(bytes, file.e_phoff + i * sizeof(SegmentHeader));
    if (!liesInside(bytes, segment.p_offset, segment.p_filesz, 1)) return false;
  }
  return true;
}

bool sectionsLieInside(std::string_view bytes, const FileHeader& file) {
  if (file.e_shnum == 0) return true;  // stripped to the bone; loading needs no sections
  return file.e_shentsize == sizeof(SectionHeader) &&
         liesInside(bytes, file.e_shoff, file.e_shnum, sizeof(SectionHeader));
}

SectionHeader readSection(std::string_view bytes, const FileHeader& file, std::uint64_t index) {
  return readHeader<SectionHeader>(bytes, file.e_shoff + index * sizeof(SectionHeader));
}

/// The name at `offset` of a table of texts; empty where it is none.
std::string readName(std::string_view bytes, const SectionHeader& names, std::uint64_t offset) {
  if (!liesInside(bytes, names.sh_offset, names.sh_size, 1) || offset >= names.sh_size) return {};
  const std::string_view rest =
      bytes.substr(names.sh_offset, names.sh_size).substr(static_cast<std::size_t>(offset));
  return std::string(rest.substr(0, rest.find('\0')));
}

bool isExported(const Symbol& symbol) {
  const bool is_seen = ELF64_ST_VISIBILITY(symbol.st_other) == STV_DEFAULT ||
                       ELF64_ST_VISIBILITY(symbol.st_other) == STV_PROTECTED;
  return is_seen && symbol.st_shndx != SHN_UNDEF && ELF64_ST_BIND(symbol.st_info) != STB_LOCAL;
}

void addExportedOf(std::string_view bytes, const SectionHeader& table, const SectionHeader& names,
                   std::vector<std::string>& exported) {
  const std::uint64_t count = table.sh_size / sizeof(Symbol);
  if (!liesInside(bytes, table.sh_offset, count, sizeof(Symbol))) return;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto symbol = readHeader<Symbol>(bytes, table.sh_offset + i * sizeof(Symbol));
    if (isExported(symbol)) exported.push_back(readName(bytes, names, symbol.st_name));
  }
}

}  // namespace

std::string findElfDefect(std::string_view bytes) {
  if (bytes.size() < SELFMAG || std::memcmp(bytes.data(), ELFMAG, SELFMAG) != 0) return kNotElf;
  if (bytes.size() < EI_NIDENT) return kCutOff;
  if (static_cast<unsigned char>(bytes[EI_CLASS]) != kClass ||
      static_cast<unsigned char>(bytes[EI_DATA]) != kByteOrder) {
    return kOtherMachine;
  }
  if (bytes.size() < sizeof(FileHeader)) return kCutOff;
  const auto file = readHeader<FileHeader>(bytes, 0);
  if (file.e_machine != kMachine) return kOtherMachine;
  if (file.e_type != ET_DYN) return "is no shared library";
  if (!segmentsLieInside(bytes, file) || !sectionsLieInside(bytes, file)) return kCutOff;
  return {};
}

std::vector<std::string> listExportedSymbols(std::string_view bytes) {
  std::vector<std::string> exported;
  const auto file = readHeader<FileHeader>(bytes, 0);
  for (std::uint64_t i = 0; i < file.e_shnum; ++i) {
    const auto table = readSection(bytes, file, i);
    const bool has_names = table.sh_type == SHT_DYNSYM && table.sh_link < file.e_shnum;
    if (has_names) addExportedOf(bytes, table, readSection(bytes, file, table.sh_link), exported);
  }
  return exported;
}

}  // namespace patchbay
