# The General Social Survey's test of ten words, 1978 to 2016, as the package carData has it: age,
# sex and education of each respondent, and how many words were right. Written as CSV for the test.
folder <- commandArgs(trailingOnly = TRUE)[1]
asked <- carData::GSSvocab[, c("ageGroup", "gender", "educGroup", "vocab")]
asked <- asked[complete.cases(asked), ]
write.csv(asked, file.path(folder, "gss.csv"), row.names = FALSE)
