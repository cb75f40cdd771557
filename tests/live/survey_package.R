# Rscript tests/live/survey_package.R FOLDER
# What R's survey says of its own data sets: the samples as CSV and answers.csv, in FOLDER.
# The data are read from the installed package and stay there: they are not ours to hand on.
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
folder <- commandArgs(TRUE)[1]
source(file.path(here, "..", "data", "survey_r", "answers.R"))
keep <- function(data, name, columns) {
    write.csv(data[columns], file.path(folder, name), row.names = FALSE, na = "")
}
text <- function(data, columns) {
    data[columns] <- lapply(data[columns], as.character)
    data
}

data(api)
api_columns <- c("stype", "sch.wide", "dnum", "pw", "fpc", "met", "awarded", "api.stu", "enroll")
of_schools <- function(data) {
    data$met <- as.numeric(data$comp.imp == "Yes")
    data$awarded <- as.numeric(data$awards == "Yes")
    text(data, c("stype", "sch.wide"))
}
api_all <- function(case, design, data, ...) {
    say_all(case, design, data, c("met", "awarded"), "api.stu", "enroll",
            list(c(), "stype", c("stype", "sch.wide")), ...)
}
strata <- of_schools(apistrat)
keep(strata, "apistrat.csv", api_columns)
drawn <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = strata, fpc = ~fpc)
api_all("apistrat", drawn, strata)
api_all("apistrat-jkn", as.svrepdesign(drawn, type = "JKn"), strata, intervals = FALSE)

districts <- of_schools(apiclus1)
keep(districts, "apiclus1.csv", api_columns)
clustered <- svydesign(id = ~dnum, weights = ~pw, data = districts, fpc = ~fpc)
api_all("apiclus1", clustered, districts)
everyone <- of_schools(apipop)
count <- function(name) as.data.frame(table(everyone[[name]], dnn = name), stringsAsFactors = FALSE)
margins <- list(count("stype"), count("sch.wide"))
rows_of <- function(margin) {
    data.frame(variable = names(margin)[1], category = margin[[1]], count = margin$Freq)
}
write.csv(do.call(rbind, lapply(margins, rows_of)), file.path(folder, "margins.csv"),
          row.names = FALSE, quote = FALSE)
control <- list(maxit = 1000, epsilon = 1e-12, verbose = FALSE)
raked <- rake(clustered, list(~stype, ~sch.wide), margins, control)
api_all("apiclus1-raked", raked, districts, intervals = FALSE)
api_all("apiclus1-post-stratified", postStratify(clustered, ~stype, count("stype")), districts,
        intervals = FALSE)
write.csv(data.frame(raked = format(weights(raked), digits = 15)),
          file.path(folder, "weights.csv"), row.names = FALSE, quote = FALSE)

data(nhanes)
people <- text(nhanes, c("agecat", "race"))
people$agecat <- gsub(",", " to ", people$agecat)
people$sex <- as.character(people$RIAGENDR)
keep(people, "nhanes.csv", c("SDMVSTRA", "SDMVPSU", "WTMEC2YR", "HI_CHOL", "agecat", "race", "sex",
                             "RIAGENDR"))
examined <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE,
                      data = people)
nhanes_all <- function(case, design, crossings, ...) {
    say_all(case, design, people, "HI_CHOL", "HI_CHOL", "RIAGENDR", crossings, ...)
}
nhanes_all("nhanes", examined, list(c(), "agecat", c("agecat", "race", "sex")))
nhanes_all("nhanes-jkn", as.svrepdesign(examined, type = "JKn"), list(c(), "agecat"),
           intervals = FALSE)

data(scd)
scd$many <- as.numeric(scd$arrests > 200)
scd$area <- paste0("area ", scd$ESA)
keep(scd, "scd.csv", c("ESA", "ambulance", "many", "area", "alive", "arrests"))
halves <- as.svrepdesign(svydesign(id = ~ambulance, strata = ~ESA, weights = ~1, data = scd,
                                   nest = TRUE), type = "BRR")
say_all("scd-brr", halves, scd, "many", "alive", "arrests", list(c()), intervals = FALSE)
write.table(weights(halves, type = "analysis"), file.path(folder, "scd_replicates.csv"),
            sep = ",", row.names = FALSE, col.names = FALSE)
say("scd-brr", "design", "=", "all", df = degf(halves))

write_rows(file.path(folder, "answers.csv"))
cat(R.version.string, "with survey", as.character(packageVersion("survey")), "\n")
